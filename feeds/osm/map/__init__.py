"""The map to look at: an extract in, one file of vector tiles out."""
