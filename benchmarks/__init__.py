"""Measurements: every figure in docs/ has its command here."""
