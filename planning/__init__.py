"""Scenarios: modifications in, another network and its indicators out."""
