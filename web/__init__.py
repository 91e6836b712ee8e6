"""The window: HTTP contract, pages, limits; no routing logic."""
