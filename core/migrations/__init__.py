"""Versions of a store's tables: a folder of migrations in, a database brought up to them out."""
