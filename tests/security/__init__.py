"""Attacks on the program, one file a subject; docs/security.md says which threat each is for."""
