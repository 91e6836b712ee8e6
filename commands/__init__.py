"""The command line: one verb a file; app.py only joins them."""
