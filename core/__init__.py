"""The ground every room stands on: errors, the clock, string tables, distances, progress."""
