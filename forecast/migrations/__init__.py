"""Versions of the tables that are kept here, the oldest first; core/migrations runs them."""
