"""Scenarios that are kept, and their runs: a file in, results that outlive the process out."""
