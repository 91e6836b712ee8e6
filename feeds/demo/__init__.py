"""The embedded data set: facts of a territory in, a complete data folder out.

Everything it makes is illustrative, and says so in every file it writes: headways, run times and
stop names are facts, the single departure and the single travel time are not.
"""

from feeds.demo.build import build_embedded, is_current

__all__ = ["build_embedded", "is_current"]
