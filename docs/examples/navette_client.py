"""A client of Navette: an address in, trips, reach and scenarios out. The standard library alone.

    from navette_client import Navette
    site = Navette("http://127.0.0.1:5000")
    for trip in site.plan("49.4679,5.9282", "49.6239,6.1494"):
        print(trip.departure, trip.arrival, trip.modes)

Places are asked for by POST, so that they stand in no address and in no log on the way.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LONGEST_S = 120.0
AGAIN_AT_MOST = 5
"""A site that is busy is asked again so often, when it says."""
_BUSY = 503


class Refused(Exception):  # noqa: N818 - named for what happened
    """The site refuses: `status` and, by field, what is wrong."""

    def __init__(self, status: int, said: Mapping[str, Any]) -> None:
        self.status = status
        self.faults = {each["field"]: each["detail"] for each in said.get("errors", ())}
        super().__init__(said.get("detail") or said.get("error") or f"status {status}")


@dataclass(frozen=True)
class Trip:
    """One way from door to door. Moments are aware; `raw` is the whole itinerary."""

    departure: datetime
    arrival: datetime
    changes: int
    modes: tuple[str, ...]
    countries: tuple[str, ...]
    """Into which one crosses, in order."""
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Matrix:
    """Minutes by origin and destination; None where nothing leads in time."""

    p50: tuple[tuple[float | None, ...], ...]
    p90: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class Run:
    """A run of a scenario as it stands."""

    path: str
    state: str
    files: tuple[str, ...]
    headline: Mapping[str, Any] | None


class Navette:
    """A site at an address; `token` is needed where changes are not open to this machine."""

    def __init__(self, address: str, token: str = "") -> None:
        if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(f"{address} is no address such as https://navette.example")
        self._address = address.rstrip("/")
        self._token = token

    def search(self, text: str, limit: int = 5) -> list[Mapping[str, Any]]:
        """Places by name, the likeliest first: `name`, `id`, `lat`, `lon`."""
        return list(self._post("/api/v1/geocode", {"text": text, "numResults": limit}))

    def plan(self, origin: str, destination: str, **wishes: object) -> list[Trip]:
        """The trips that are worth it; wishes are the parameters of `plan` in docs/api.md."""
        asked = {"fromPlace": origin, "toPlace": destination, **wishes}
        return [_trip(each) for each in self._post("/api/v6/plan", asked)["itineraries"]]

    def isochrone(self, place: str, minutes: Sequence[int], **when: object) -> Mapping[str, Any]:
        """The areas reached within so many minutes, as GeoJSON."""
        asked = {"place": place, "minutes": list(minutes), **when}
        return dict(self._post("/api/isochrone", asked))

    def matrix(self, origins: Sequence[str], destinations: Sequence[str], **when: object) -> Matrix:
        """Minutes between places, in the middle (p50) and in nine cases of ten (p90)."""
        asked = {"origins": list(origins), "destinations": list(destinations), **when}
        told = self._post("/api/matrix", asked)["minutes"]
        return Matrix(*(tuple(tuple(row) for row in told[share]) for share in ("p50", "p90")))

    def lines(self, day: str = "") -> list[Mapping[str, Any]]:
        """The lines that call in the territory, with their trips of a day."""
        query = f"?day={urllib.parse.quote(day)}" if day else ""
        return list(self._get(f"/api/lines{query}")["lines"])

    def keep(self, scenario: Mapping[str, Any]) -> str:
        """Keeps a scenario file; its path."""
        return f"/api/scenarios/{self._post('/api/scenarios', scenario)['id']}"

    def forget(self, scenario: str) -> None:
        """Forgets a scenario with its runs and their files."""
        self._ask(scenario, method="DELETE")

    def run(self, scenario: str, day: str = "", every_s: float = 1.0) -> Run:
        """Runs a scenario and waits for its end. Errors: Refused with what went wrong."""
        told = self._post(f"{scenario}/runs", {"day": day} if day else {})
        path = f"{scenario}/runs/{told['id']}"
        while told["state"] in ("queued", "running"):
            time.sleep(every_s)
            told = self._get(path)
        if told["state"] != "done":
            raise Refused(0, {"detail": f"the run is {told['state']}", "errors": told["errors"]})
        return Run(path, told["state"], tuple(told["files"]), told["headline"])

    def file(self, run: Run, name: str) -> bytes:
        """A file of results, such as indicators.csv."""
        return self._ask(f"{run.path}/{name}")

    def scenarios(self) -> Iterator[Mapping[str, Any]]:
        """Every scenario that is kept, the newest first, page after page."""
        cursor = ""
        while True:
            page = self._get(f"/api/scenarios?limit=20&pageCursor={urllib.parse.quote(cursor)}")
            yield from page["scenarios"]
            cursor = page["nextPageCursor"] or ""
            if not cursor:
                return

    def _get(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        return json.loads(self._ask(path))

    def _post(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        return json.loads(self._ask(path, json.dumps(content).encode(), "POST"))

    def _ask(self, path: str, body: bytes | None = None, method: str = "GET") -> bytes:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        asked = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self._address + path, body, headers, method=method
        )
        for _ in range(AGAIN_AT_MOST):
            try:
                with urllib.request.urlopen(asked, timeout=LONGEST_S) as answer:  # noqa: S310 - the address that was given
                    return bytes(answer.read())
            except urllib.error.HTTPError as fault:
                with fault:
                    said = fault.read()
                if fault.code != _BUSY:
                    raise Refused(fault.code, _object(said)) from None
                time.sleep(float(fault.headers.get("Retry-After", 1)))
        raise Refused(_BUSY, {"detail": "the site stays busy; ask again later"})


def _trip(told: Mapping[str, Any]) -> Trip:
    crossings = [leg["navette"].get("crossing") for leg in told["legs"]]
    return Trip(
        datetime.fromisoformat(told["startTime"]),
        datetime.fromisoformat(told["endTime"]),
        told["transfers"],
        tuple(leg["mode"] for leg in told["legs"]),
        tuple(each["toCountry"] for each in crossings if each),
        told,
    )


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
