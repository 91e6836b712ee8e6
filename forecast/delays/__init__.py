"""Delays of vehicles: archives of what was reported in, chances to be on time and to change out."""
