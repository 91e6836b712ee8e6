"""A new park-and-ride site: a draft and its modification in and out."""

from __future__ import annotations

from dataclasses import replace

from planning.apply.draft import Draft
from planning.apply.new_stops import country_at
from planning.apply.runs import appended
from planning.scenario.ours import AddParkAndRide


def add_park_and_ride(draft: Draft, said: AddParkAndRide) -> Draft:
    """The territory with one more site."""
    site = {
        "site_id": f"scenario-{draft.at}", "name": said.name, "lat": said.lat, "lon": said.lon,
        "country": country_at(draft, said.lat, said.lon), "capacity": float(said.capacity),
        "price": said.price, "near_stop": "",
    }  # fmt: skip
    sites = appended(draft.territory.park_and_ride, [site])
    return replace(draft, territory=replace(draft.territory, park_and_ride=sites))
