"""Figures of a simulation: states before and after in, what people want to know out."""
