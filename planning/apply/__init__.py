"""Applying a scenario: feeds and territory in, other ones out; the base is never touched."""
