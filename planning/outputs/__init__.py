"""What a scenario gives: applied scenarios in, files and tables for people and programs out."""
