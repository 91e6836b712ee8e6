"""A backup of unknown origin is looked at before anything is touched; what is wrong is named."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile

import pytest

from commands.backup import write_backup
from commands.restore import restore_backup
from core.archive import read
from core.errors import DataError
from core.progress import silent

GOOD = {"data/a.txt": b"one", "data/b/c.txt": b"two"}


def made(path, members, *, manifest=None, infos=(), listed=None, **told):
    """An archive as anybody could make one."""
    listed = listed or {
        name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    said = {"format": 1, "stores": {}, "members": listed, **told}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        for info, content in infos:
            archive.writestr(info, content)
        archive.writestr("manifest.json", json.dumps(said if manifest is None else manifest))
    return path


@pytest.fixture
def file(tmp_path):
    return tmp_path / "x.zip"


def refused(file, tmp_path, match):
    """Restoring is refused in one line, and nothing is there."""
    place = tmp_path / "place"
    with pytest.raises(DataError, match=match) as found:
        restore_backup(file, place, silent)
    assert str(file) in str(found.value)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x.zip"]


def test_a_good_one_is_taken(file, tmp_path):
    restore_backup(made(file, GOOD), tmp_path / "place", silent)
    assert (tmp_path / "place" / "b" / "c.txt").read_bytes() == b"two"


@pytest.mark.parametrize(
    "name",
    [
        "data/../../evil", "/etc/evil", "data/./x", "data//x", "../evil", "data\\..\\evil",
        "c:/evil", "data/a\x01b", "data/folder/",
    ],
)  # fmt: skip
def test_a_name_outside_the_folder_is_refused(file, tmp_path, name):
    refused(made(file, {**GOOD, name: b"x"}), tmp_path, "would lie outside the folder")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_a_link_or_a_device_is_refused(file, tmp_path, kind):
    info = zipfile.ZipInfo("data/link")
    info.external_attr = (kind | 0o777) << 16
    refused(made(file, GOOD, infos=[(info, b"/etc/passwd")]), tmp_path, "'data/link' is a link")


def test_a_bomb_is_refused_unopened(file, tmp_path, monkeypatch):
    monkeypatch.setattr(read, "SMALL_BYTES", 1 << 20)
    refused(made(file, {"data/big": bytes(1 << 23)}), tmp_path, "would unpack.*'data/big'")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_one_that_was_cut_short_is_refused(file, tmp_path, share):
    whole = made(file, {"data/a": bytes(range(256)) * 99}).read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    refused(file, tmp_path, "no whole backup, or was cut short")


def test_every_flipped_byte_is_found_or_does_no_harm(file, tmp_path):
    whole = made(file, GOOD).read_bytes()
    place = tmp_path / "place"
    for at in range(0, len(whole), 3):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            restore_backup(file, place, silent, force=True)
        except DataError:
            continue
        assert (place / "a.txt").read_bytes() == b"one"
        assert (place / "b" / "c.txt").read_bytes() == b"two"


def test_a_member_that_is_not_what_the_manifest_says_is_named(file, tmp_path):
    told = {"data/a.txt": {"bytes": 3, "sha256": "0" * 64}}
    made(file, {"data/a.txt": b"one"}, listed=told)
    refused(file, tmp_path, r"data/a\.txt is not what the manifest says")
    made(file, {"data/a.txt": b"one"}, listed={"data/a.txt": {"bytes": 2, "sha256": "0"}})
    refused(file, tmp_path, r"data/a\.txt' is not what the manifest says")


def test_members_and_manifest_must_be_the_same(file, tmp_path):
    made(file, GOOD, infos=[("data/more", b"x")])
    refused(file, tmp_path, "'data/more' is not in its manifest")
    one = {"data/a.txt": {"bytes": 3, "sha256": "0"}, "data/gone": {"bytes": 3, "sha256": "0"}}
    made(file, {"data/a.txt": b"one"}, listed=one)
    refused(file, tmp_path, "'data/gone' is missing")


def test_a_name_that_comes_twice_is_refused(file, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        made(file, GOOD, infos=[("data/a.txt", b"two")])
    refused(file, tmp_path, "two members of one name")


def test_a_file_that_is_a_folder_too_is_refused(file, tmp_path):
    refused(made(file, {"data/a": b"1", "data/a/b": b"2"}), tmp_path, "a file and a folder")


@pytest.mark.parametrize(
    "manifest, match",
    [
        ({"format": 2, "members": {}}, "manifest.json is of format 2"),
        ([], "does not list members"),
        ({"format": 1, "members": {}, "stores": []}, "tells of no stores"),
        ({"format": 1, "members": {}, "stores": {"observations": {"version": "0931"}}},
         "version 0931, which this program does not know"),
        ({"format": 1, "members": {}, "stores": {"x": {"version": "0001"}}}, "'x' in version"),
    ],
)  # fmt: skip
def test_a_manifest_of_something_else_is_refused(file, tmp_path, manifest, match):
    refused(made(file, {}, manifest=manifest), tmp_path, match)


def test_a_member_without_a_place_is_refused(file, tmp_path):
    refused(made(file, {"other/x": b"1"}), tmp_path, "'other/x' has no place here")


def test_another_file_is_no_backup(file, tmp_path):
    file.write_bytes(b"this is a letter")
    refused(file, tmp_path, "no whole backup")
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("stops.txt", "stop_id")
    refused(file, tmp_path, r"manifest\.json is missing, so it is no backup")


@pytest.mark.parametrize(
    "lines, match",
    [
        (b'["site_idx"]\n', "does not name the columns"),
        (b'["site_idx","name; DROP TABLE sites"]\n', "does not name the columns"),
        (b'["site_idx","name"]\n[1]\n', "row 2.*is no row of its table"),
        (b'["site_idx","name"]\n[1,{"a":1}]\n', "row 2.*is no row of its table"),
        (b'["site_idx","name"]\n[1,\n', "row 2.*is no line of JSON"),
        (b"", "row 1.*is no line of JSON"),
    ],
)
def test_rows_that_are_none_are_named_and_nothing_is_kept(data, tmp_path, lines, match):
    file, place = tmp_path / "x.zip", data / "place"
    stores = {"observations": {"version": "0002"}}
    made(file, {"stores/observations/sites.jsonl": lines}, stores=stores)
    with pytest.raises(DataError, match=match):
        restore_backup(file, place, silent)
    assert list(data.iterdir()) == []


def test_an_empty_folder_has_an_empty_backup(tmp_path):
    (tmp_path / "data").mkdir()
    write_backup(tmp_path / "data", tmp_path / "x.zip", silent)
    restore_backup(tmp_path / "x.zip", tmp_path / "again", silent)
    assert list((tmp_path / "again").iterdir()) == []
