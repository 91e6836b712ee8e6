"""The catalogue: what it says was published, what it does not know it says, mistakes are named."""

from __future__ import annotations

import csv
import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.errors import DataError, RequestError
from feeds.resolvers import RESOLVERS
from feeds.sources import get_source, hosts_of, load_sources
from feeds.tables import Source
from feeds.territory import HOME, load_territory

SOURCES = load_sources(HOME)
FACTS = Path(__file__).resolve().parents[4] / "shared" / "region" / "data_sources.csv"
FETCHED = {tag: source for tag, source in SOURCES.items() if not source.skip}
SKIPPED = {tag: source for tag, source in SOURCES.items() if source.skip}


def test_home_catalogue_names_the_publishers_on_both_sides() -> None:
    assert set(SOURCES) == {
        "lu", "ter", "fluo54", "fluo57", "tgl", "temob", "lemet", "tec", "sncb", "saarvv", "vrt",
    }  # fmt: skip
    sides = {side.country: side.zone for side in load_territory(HOME).sides}
    for source in SOURCES.values():
        assert source.publisher
        assert source.name
        assert source.zone == sides.get(source.country, source.zone)


@pytest.mark.parametrize("source", FETCHED.values(), ids=FETCHED)
def test_source_that_is_fetched_says_from_whom_and_under_which_licence(source: Source) -> None:
    assert source.address.startswith("https://")
    assert source.page.startswith("https://")
    assert source.licence
    assert source.attribution
    assert source.resolver in {"", *RESOLVERS}
    assert source.share_alike is (source.licence == "ODbL-1.0")


@pytest.mark.parametrize("source", SKIPPED.values(), ids=SKIPPED)
def test_source_that_is_not_known_says_so_and_may_not_be_passed_on(source: Source) -> None:
    assert "not known here" in source.skip
    assert (source.address, source.licence, source.republish) == ("", "", False)
    with pytest.raises(RequestError, match=f"{source.tag} is not fetched: its address"):
        get_source(SOURCES, source.tag)


@pytest.mark.parametrize("source", FETCHED.values(), ids=FETCHED)
def test_address_and_licence_are_those_of_the_collected_facts(source: Source) -> None:
    if not FACTS.exists():
        pytest.skip("needs ../shared/region/data_sources.csv, which is not beside the checkout")
    rows = list(csv.DictReader(FACTS.read_text(encoding="utf-8").splitlines()))
    (row,) = [row for row in rows if source.address in row["urls_and_access"]]
    assert row["side"] == source.country
    assert row["page"] == source.page
    assert row["licence"].startswith(source.licence)


def test_hosts_are_those_that_the_catalogue_names() -> None:
    assert hosts_of(SOURCES.values()) >= {"data.public.lu", "download.data.public.lu"}
    assert hosts_of([Source("a", "LU", address="https://A.example/x", hosts=("B.example",))]) == {
        "a.example", "b.example",
    }  # fmt: skip


def test_unknown_tag_names_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"mars is not in the catalogue \(fluo54, .*vrt\)"):
        get_source(SOURCES, "mars")


GOOD = 'tag = "a"\ncountry = "LU"\naddress = "https://a.example/a.zip"\n'


@pytest.mark.parametrize(
    "text, reason",
    [
        (GOOD.replace("https", "http"), "field address: is no https address"),
        ('tag = "a"\ncountry = "LU"\n', "field address: is missing (say in `skip` why"),
        (GOOD + 'resolver = "magic"\n', "field resolver: no such resolver (there is udata)"),
        (GOOD + "max_mib = -1\n", "field max_mib: missing, unknown or of another type"),
        (GOOD + "max_mib = true\n", "field max_mib: missing, unknown or of another type"),
        (GOOD + 'hosts = "a.example"\n', "field hosts: missing, unknown or of another type"),
        (GOOD + "hosts = [1]\n", "field hosts: missing, unknown or of another type"),
        (GOOD + 'licens = "CC0"\n', "field licens: missing, unknown or of another type"),
        (GOOD.replace('"a"', '"b"'), "field tag: its place says 'a', the file 'b'"),
        ("tag = ", "not readable"),
    ],
)
def test_mistake_in_a_source_file_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.toml").write_text(text)
    with pytest.raises(DataError) as caught:
        load_sources(tmp_path)
    assert "a.toml" in str(caught.value)
    assert reason in str(caught.value)


def test_territory_without_catalogue_has_no_sources(tmp_path: Path) -> None:
    assert load_sources(tmp_path) == {}
    with pytest.raises(RequestError, match=r"lu is not in the catalogue \(empty\)"):
        get_source({}, "lu")


def test_every_field_of_a_source_file_is_explained() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")
    table = page.partition("## The catalogue")[2].partition("## ")[0]
    told = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE))))
    assert told == {field.name for field in fields(Source)}
