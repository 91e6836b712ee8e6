"""Rental vehicles: documents of GBFS in, stations, vehicles and zones out."""
