"""Forty commutes of the home territory on the real feeds, as text that a person has read."""
