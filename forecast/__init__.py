"""Congestion: roads now; crowding, parking and delays to come; always with uncertainty."""
