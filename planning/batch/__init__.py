"""Matrices that outgrow one call: points and a window in, a folder of travel times out."""
