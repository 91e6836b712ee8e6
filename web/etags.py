"""Whether a browser has an answer already: what it depends on in, an ETag and perhaps 304 out.

An answer that depends on the network in service alone is known by its version, without being made;
any other that may be kept is known by its content. The tags are weak: what is the same in another
encoding is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

import orjson
from flask import Flask, Response, g, request

from routing.network import Network
from web.answers import NO_STORE

_OK, _NOT_MODIFIED = 200, 304
_TAG_CHARS = 20


def unless_known(
    network: Network, parts: tuple[object, ...], make: Callable[[], Response], cache: str
) -> Response:
    """The answer of a network and these parts, made only where the browser has not got it.

    `cache` is its Cache-Control.
    """
    tag = _tag_of(network.version, *parts)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=_NOT_MODIFIED)
    else:
        response = make()
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = cache
    return response


def register_etags(app: Flask) -> None:
    """Gives every answer that may be kept a tag, of its content where it has none."""
    app.after_request(_tagged)


def _tagged(response: Response) -> Response:
    may_be_kept = NO_STORE not in response.headers.get("Cache-Control", NO_STORE)
    if request.method not in ("GET", "HEAD") or response.status_code != _OK or not may_be_kept:
        return response
    is_new_each_time = "nonce" in g
    if not (response.is_streamed or is_new_each_time or response.get_etag()[0]):
        tag = hashlib.sha256(response.get_data()).hexdigest()[:_TAG_CHARS]
        response.set_etag(tag, weak=True)
        response.make_conditional(request)
    return response


def _tag_of(*parts: object) -> str:
    text = "\0".join(str(part) for part in (_shapes(), *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:_TAG_CHARS]


@lru_cache(maxsize=1)
def _shapes() -> str:
    """What answers look like in this version of the program: another one, and none is known."""
    from web.description import description

    return hashlib.sha256(orjson.dumps(description())).hexdigest()
