"""The door: untrusted bytes in, one verified MergedFeed out."""
