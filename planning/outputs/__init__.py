"""What a simulation leaves behind: a simulation in; tables, JSON, GeoJSON and a report out."""
