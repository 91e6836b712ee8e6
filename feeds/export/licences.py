"""What may be passed on: the sources of feeds in, a verdict on each and on their mixture out.

Only licences that are known to allow it open the gate; silence of a source does not. Nothing here
is legal advice: the words of the licence decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import DataError
from feeds.tables import Source


@dataclass(frozen=True, slots=True)
class Licence:
    """An open licence; `id` is that of the SPDX list where it has one."""

    id: str
    url: str
    attribution: bool = True
    share_alike: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a feed may be passed on, why not, and what is asked of whoever does."""

    allowed: bool
    reason: str
    licence: Licence | None
    asks: tuple[str, ...]


LICENCES = (
    Licence("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", attribution=False),
    Licence("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/", attribution=False),
    Licence("DL-DE-ZERO-2.0", "https://www.govdata.de/dl-de/zero-2-0", attribution=False),
    Licence("CC-BY-3.0", "https://creativecommons.org/licenses/by/3.0/"),
    Licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    Licence("DL-DE-BY-2.0", "https://www.govdata.de/dl-de/by-2-0"),
    Licence("etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    Licence("OGL-UK-3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
    Licence("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/", share_alike=True),
    Licence("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/", share_alike=True),
)  # fmt: skip
OWN_PLAN = "LicenseRef-own-plan"
"""What somebody has planned and exports: the author decides, and asks nothing (SPDX: a reference
to terms of one's own). It stands for what is illustrative only, never for a publisher's data."""
_OWN_PLAN = Licence(OWN_PLAN, "", attribution=False)
_ALIASES = {
    "cc0": "CC0-1.0",
    "ccby": "CC-BY-4.0",
    "ccbysa": "CC-BY-SA-4.0",
    "odbl": "ODbL-1.0",
    "etalab": "etalab-2.0",
    "etalab20": "etalab-2.0",
    "licenceouverte": "etalab-2.0",
    "licenceouverte20": "etalab-2.0",
    "lov2": "etalab-2.0",
    "dldeby20": "DL-DE-BY-2.0",
    "ogl3": "OGL-UK-3.0",
}


def find_licence(text: str) -> Licence | None:
    """The open licence of that name, in any customary spelling."""
    wanted = _plain(_ALIASES.get(_plain(text), text))
    return next((licence for licence in LICENCES if _plain(licence.id) == wanted), None)


def _licence_of(source: Source) -> Licence | None:
    """The licence of a feed; that of a plan for what is one."""
    if source.illustrative and source.licence == OWN_PLAN:
        return _OWN_PLAN
    return find_licence(source.licence)


def verdict_on(source: Source) -> Verdict:
    """Whether a feed may be passed on."""
    licence = _licence_of(source)
    reason = ""
    if not source.licence.strip():
        reason = "its licence is unknown"
    elif not source.republish:
        reason = f"its publisher does not allow it to be passed on ({source.licence})"
    elif licence is None:
        reason = f"{source.licence!r} is no open licence that is known here"
    if reason or licence is None:
        return Verdict(allowed=False, reason=reason, licence=licence, asks=())
    return Verdict(allowed=True, reason="", licence=licence, asks=_asks(licence, source))


def check_sources(sources: Sequence[Source]) -> None:
    """Lets pass what may be published together.

    Errors: DataError naming every feed that may not be, with its licence and the reason.
    """
    verdicts = [(source, verdict_on(source)) for source in sources]
    refused = [f"{source.tag}: {found.reason}" for source, found in verdicts if not found.allowed]
    if refused:
        raise DataError(
            f"not published; {'; '.join(refused)}",
            mend="leave it out with --without TAG, or write its licence into its source.toml",
        )
    binding = sorted({_binding(source) for source in sources} - {""})
    if len(binding) > 1:
        tags = ", ".join(f"{s.tag} ({_binding(s)})" for s in sources if _binding(s))
        raise DataError(
            f"not published; {tags} each ask that the whole be under their own licence",
            mend="leave one of them out with --without TAG",
        )


def licence_of_mixture(sources: Sequence[Source]) -> str:
    """The terms under which the merged feed may be passed on, as an SPDX expression."""
    binding = sorted({_binding(source) for source in sources} - {""})
    if binding:
        return binding[0]
    return " AND ".join(sorted({_id(source) for source in sources}))


def note_on(source: Source, sources: Sequence[Source]) -> str:
    """What the mixture means for the rows of one feed, in one sentence."""
    whole = licence_of_mixture(sources)
    binding = [other.tag for other in sources if _binding(other)]
    if source.licence == OWN_PLAN:
        under = f", as a part of the whole under {whole}" if binding else ""
        return f"a plan: whoever made it decides what may be done with it{under}"
    if _binding(source):
        return f"share-alike: the merged feed as a whole may be passed on under {whole} only"
    if binding:
        return (
            f"mixed with share-alike data of {', '.join(binding)}: "
            f"passed on under {whole}; the attribution of {_id(source)} stays due"
        )
    return f"passed on under {_id(source)}"


def _binding(source: Source) -> str:
    """The licence that a share-alike feed puts on the whole; empty for any other."""
    licence = _licence_of(source)
    share_alike = source.share_alike or (licence is not None and licence.share_alike)
    return _id(source) if share_alike else ""


def _asks(licence: Licence, source: Source) -> tuple[str, ...]:
    asks = []
    if licence.attribution or source.attribution:
        asks.append("attribution")
    if licence.share_alike or source.share_alike:
        asks.append("share-alike")
    return tuple(asks)


def _id(source: Source) -> str:
    licence = _licence_of(source)
    return licence.id if licence else source.licence


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
