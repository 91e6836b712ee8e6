"""Families into places: scored pairs and a curator's verdicts in, one group a place out.

The surest pairs come first. A pair is refused, and shown as doubtful, when it would make one
place of two families that follow each other in one line, that a curator calls different, that
their own feed tells apart, or that stand too far from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from feeds.merge.pairs import CERTAIN, DOUBTFUL, LIKELY, Pairs, keys_of
from feeds.merge.stations import PLACE_WIDTH_M, Families, Ints

Edge = tuple[int, int]

ONE_NAME_FIRST = 0.05
"""Lead of pairs that bear one name over those that nearly do: two stops of a village, 30 m apart,
are told from each other by their names also where a feed's coordinates are off."""
ONE_PLATFORM_FIRST = 0.1
"""Lead of pairs that bear one platform's number, also over two platforms of one feed: which of them
are one place is then decided once, for both feeds alike."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a curator says of pairs of families (lower, higher)."""

    same: frozenset[Edge] = frozenset()
    different: frozenset[Edge] = frozenset()


@dataclass(frozen=True, slots=True)
class Groups:
    """`of_family` numbers the places from 0; `score` and `evidence` say why a family is in its."""

    of_family: Ints
    score: list[float]
    evidence: list[str]
    doubtful: tuple[int, ...]
    """Rows of Pairs that a person should look at, the likeliest first."""


@dataclass(slots=True)
class _Joining:
    """The groups as they grow."""

    families: Families
    apart: dict[int, set[int]]
    keys: Sequence[str]
    group: list[int]
    members: dict[int, list[int]] = field(default_factory=dict)
    score: list[float] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)

    def join(self, a: int, b: int, score: float, why: str) -> None:
        for family in (a, b):
            if not self.evidence[family]:
                self.score[family], self.evidence[family] = score, why
        kept, gone = self.group[a], self.group[b]
        if kept == gone:
            return
        if len(self.members[kept]) < len(self.members[gone]):
            kept, gone = gone, kept
        for family in self.members[gone]:
            self.group[family] = kept
        self.members[kept] += self.members.pop(gone)

    def may_join(self, a: int, b: int) -> bool:
        one, other = self.members[self.group[a]], self.members[self.group[b]]
        if any(not self.apart.get(family, _NONE).isdisjoint(other) for family in one):
            return False
        return self._told_as_one(one, other, a, b) and self._near(one, other)

    def _told_as_one(self, one: list[int], other: list[int], a: int, b: int) -> bool:
        """No third feed, nor these two, tells families apart that the pair would bring together."""
        feed = self.families.feed
        pair_feed = feed[a] if feed[a] == feed[b] else -1
        names: dict[int, set[str]] = {}
        for family in one:
            names.setdefault(int(feed[family]), set()).add(self.keys[family])
        return all(
            feed[family] == pair_feed
            or int(feed[family]) not in names
            or self.keys[family] in names[int(feed[family])]
            for family in other
        )

    def _near(self, one: list[int], other: list[int]) -> bool:
        xyz_m = self.families.xyz_m
        apart_m = np.linalg.norm(xyz_m[one][:, None, :] - xyz_m[other][None, :, :], axis=2)
        return bool(apart_m.max() <= PLACE_WIDTH_M)


_NONE: set[int] = set()


def group_families(families: Families, pairs: Pairs, verdicts: Verdicts) -> Groups:
    """One group a place."""
    joining = _Joining(
        families=families,
        apart=_neighbours((families.followers | verdicts.different) - verdicts.same),
        keys=keys_of(families),
        group=list(range(len(families))),
        members={family: [family] for family in range(len(families))},
        score=[1.0] * len(families),
        evidence=[""] * len(families),
    )
    for a, b in sorted(verdicts.same):
        joining.join(a, b, 1.0, "one place by a curator's word")
    doubtful = []
    keys = np.array(joining.keys, dtype=object)
    sureness = pairs.score + ONE_NAME_FIRST * (keys[pairs.a] == keys[pairs.b])
    sureness += ONE_PLATFORM_FIRST * pairs.one_platform
    for at in np.argsort(-sureness, kind="stable").tolist():
        a, b = int(pairs.a[at]), int(pairs.b[at])
        if joining.group[a] == joining.group[b]:
            continue
        if pairs.score[at] >= CERTAIN and joining.may_join(a, b):
            joining.join(a, b, float(pairs.score[at]), pairs.evidence(at))
        elif not pairs.same_feed[at] and (a, b) not in verdicts.different:
            doubtful.append(at)
    of_family = np.unique(np.array(joining.group, dtype=np.int64), return_inverse=True)[1]
    return Groups(
        of_family=of_family.astype(np.int64),
        score=joining.score,
        evidence=joining.evidence,
        doubtful=_worth_a_look(doubtful, pairs, families, of_family.astype(np.int64)),
    )


def _neighbours(edges: Iterable[Edge]) -> dict[int, set[int]]:
    out: dict[int, set[int]] = {}
    for a, b in edges:
        out.setdefault(a, set()).add(b)
        out.setdefault(b, set()).add(a)
    return out


def _worth_a_look(
    doubtful: list[int], pairs: Pairs, families: Families, of_family: Ints
) -> tuple[int, ...]:
    """The best pair of each two places; where one has its partner already, only a likely one."""
    feeds_in: dict[int, set[int]] = {}
    for place, feed in zip(of_family.tolist(), families.feed.tolist(), strict=True):
        feeds_in.setdefault(place, set()).add(feed)
    seen: set[Edge] = set()
    out = []
    for at in doubtful:
        a, b = int(pairs.a[at]), int(pairs.b[at])
        one, other = int(of_family[a]), int(of_family[b])
        matched = int(families.feed[b]) in feeds_in[one] or int(families.feed[a]) in feeds_in[other]
        edge = (min(one, other), max(one, other))
        likely = pairs.score[at] >= (LIKELY if matched else DOUBTFUL)
        if one != other and edge not in seen and likely:
            seen.add(edge)
            out.append(at)
    return tuple(out)
