"""Buses as probes: delays they tell in, travel times of the corridors they drive out."""
