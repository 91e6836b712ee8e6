"""How long an answer takes to be told once its search is over: past answers in, search times out.

A question has one deadline. A share of its time is kept for telling what was found (itineraries,
lines on the map, JSON, compression), and where that has taken longer of late, because the machine
has other things to do, the next searches are given less. So answers keep their deadline on slow
machines as well. Hard questions are told apart from others (web/operations/weight.py): they take
longer to tell, and between two of them hundreds of others may be answered.
"""

from __future__ import annotations

SEARCHING = 0.75
"""The share of a question's time after which nothing more is searched: the rest is for telling."""
LEAST_SEARCHING = 0.25
"""It is no smaller than this, however long telling takes and the question has waited."""
MARGIN = 1.25
FORGETS = 0.95
"""What was longest fades by so much with every answer."""


class Telling:
    """The time to search of each question in this process, which has `deadline_s` in all."""

    def __init__(self, deadline_s: float, searching: float = SEARCHING) -> None:
        self._deadline_s = deadline_s
        self._most_s = deadline_s * searching
        self._told_in_s = 0.0

    def search_s(self, waited_s: float) -> float:
        """How long a question may be searched for that has waited so long."""
        kept_s = max(self._deadline_s - self._most_s, self._told_in_s * MARGIN)
        least_s = self._most_s * LEAST_SEARCHING
        return max(self._deadline_s - kept_s - waited_s, least_s)

    def note(self, left_s: float) -> None:
        """An answer was told when so much of its time to search was left: less than 0, if late."""
        self._told_in_s = max(-left_s, self._told_in_s * FORGETS)
