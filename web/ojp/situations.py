"""Texts of operators in OJP: the alerts of rides in, SIRI situations and references to them out.

A situation holds from the moment on at which its source said so: no feed of alerts has to say when
it begins, and the schema asks for a beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from routing.itineraries import Liveness, Notification
from web.ojp.write import LANG, put, put_moment, put_ref

_SOURCE_TYPE = "feed"
_NUMBER_CHARS = 16


class Situations:
    """The situations of one delivery, collected while its rides are written."""

    def __init__(self, now_s: int) -> None:
        self._now_s = now_s
        self._known: dict[str, tuple[Notification, int]] = {}

    def put_refs(self, parent: Element, live: Liveness | None) -> None:
        """References to what concerns a ride; nothing where nothing does."""
        texts = () if live is None else live.notifications
        if live is None or not texts:
            return
        refs = put(parent, "SituationFullRefs")
        for text in texts:
            number = _number(text)
            self._known.setdefault(number, (text, live.at_s or self._now_s))
            ref = put(refs, "SituationFullRef")
            put_ref(ref, "siri:ParticipantRef", text.source)
            put_ref(ref, "siri:SituationNumber", number)

    def put_context(self, parent: Element) -> None:
        """The situations themselves, in a context; nothing where there are none."""
        if not self._known:
            return
        made = put(parent, "Situations")
        for number, (text, said_s) in self._known.items():
            one = put(made, "PtSituation")
            put_moment(one, "siri:CreationTime", said_s)
            put_ref(one, "siri:ParticipantRef", text.source)
            put_ref(one, "siri:SituationNumber", number)
            put(put(one, "siri:Source"), "siri:SourceType", _SOURCE_TYPE)
            put_moment(put(one, "siri:ValidityPeriod"), "siri:StartTime", said_s)
            _put_texts(one, "siri:Summary", text.header)
            _put_texts(one, "siri:Description", text.description)

    @property
    def is_empty(self) -> bool:
        """Whether no ride has one."""
        return not self._known


def _put_texts(parent: Element, name: str, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        made = put(parent, name, text)
        if language:
            made.set(LANG, language)


def _number(text: Notification) -> str:
    """What tells one text from another, the same in every answer."""
    parts = (text.source, *sorted(text.header.items()), *sorted(text.description.items()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:_NUMBER_CHARS]
