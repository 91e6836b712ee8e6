"""The ladder: what any router must get right, one small valley and one sentence at a time.

Rung by rung from one line to whole days; every rung is asked forward and backward. The valley's
language is in tests/routing/town.py.
"""
