"""Scenario files: JSON in, immutable typed modifications out, or every fault at once."""
