"""The map's style by address: an operator's setting in, where to fetch it and who may be asked out.

The setting is `none`, or the address of a style and after it, with blanks between them, further
sites that this style draws on: `/maps/style.json`, `https://a.example/style.json
https://tiles.example`. Addresses are https, or http on this machine.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

NO_STYLE = "none"
_PLAIN = r"[A-Za-z0-9._~%/+@-]*"
_QUERY = r"(\?[A-Za-z0-9._~%/+@=&-]*)?"
_HOST = r"(https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|http://(localhost|127\.0\.0\.1))(:\d{1,5})?"
_OWN = re.compile(rf"/(?!/){_PLAIN}{_QUERY}")
_ABROAD = re.compile(rf"{_HOST}/{_PLAIN}{_QUERY}")
_SITE = re.compile(_HOST)


def fault_of_style(text: str) -> str:
    """What is wrong with the setting; empty where nothing is."""
    address, *sites = text.split()
    if address == NO_STYLE and not sites:
        return ""
    if not (_OWN.fullmatch(address) or _ABROAD.fullmatch(address)):
        return f"{address!r} is neither none nor a path such as /style.json nor an https address"
    wrong = [site for site in sites if not _SITE.fullmatch(site)]
    return f"{wrong[0]!r} is no site such as https://tiles.example.org" if wrong else ""


def find_style(setting: str) -> str | None:
    """The address of the style; None where the pages draw their own."""
    address = setting.split(maxsplit=1)[0]
    return None if address == NO_STYLE else address


def style_sites(setting: str) -> tuple[str, ...]:
    """The other sites that pages with this style may ask, each once."""
    address, *sites = setting.split()
    parts = urlsplit(address)
    own = [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return tuple(dict.fromkeys([*own, *sites]))
