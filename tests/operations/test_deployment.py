"""What stands in docs/examples and the Containerfile for an IT department holds together."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

import app
from tests.house.repository import ROOT, files, name_of
from web.settings import Settings

EXAMPLES = ROOT / "docs" / "examples"
UNITS = ("navette.service", "navette-update.service")
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "SystemCallArchitectures": "native",
}
MOST_EXPOSED = 2.0
CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
STAGES = [part for part in re.split(r"(?m)^(?=FROM )", CONTAINERFILE) if part.startswith("FROM ")]


def unit(name: str) -> configparser.ConfigParser:
    """A unit; of a directive that stands several times, the last."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read(EXAMPLES / name, encoding="utf-8")
    return parsed


def instructions(stage: str, word: str) -> list[str]:
    return re.findall(rf"(?m)^{word} (.+)$", stage)


@pytest.mark.parametrize("name", UNITS)
def test_unit_gives_the_program_no_more_rights_than_it_needs(name: str) -> None:
    service = unit(name)["Service"]
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert service["User"] not in ("", "root")
    assert service["StateDirectory"] == "navette"


@pytest.mark.parametrize("name", UNITS)
def test_command_of_a_unit_is_understood(name: str) -> None:
    words = shlex.split(unit(name)["Service"]["ExecStart"])
    assert words[1] == "app.py"
    parsed = app.build_parser().parse_args(words[2:])
    assert parsed.data == Path("/var/lib/navette")


def test_site_is_restarted_and_reloaded_and_nothing_is_compiled_without_a_place() -> None:
    service = unit("navette.service")["Service"]
    assert service["Restart"] == "on-failure"
    assert "-HUP" in service["ExecReload"]
    assert "NUMBA_CACHE_DIR=/var/cache/navette" in service["Environment"]
    assert service.get("MemoryDenyWriteExecute") is None  # the search is compiled where it runs


def test_timer_starts_the_update_every_night_at_a_moment_of_its_own() -> None:
    timer = unit("navette-update.timer")
    assert timer["Timer"]["OnCalendar"]
    assert timer["Timer"]["RandomizedDelaySec"]
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert unit("navette-update.service")["Service"]["Type"] == "oneshot"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_calls_the_service_well_protected(name: str) -> None:
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(EXAMPLES / name)]
    done = subprocess.run(words, capture_output=True, text=True)
    found = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found.group(1)) <= MOST_EXPOSED


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("name", [*UNITS, "navette-update.timer"])
def test_systemd_understands_every_line(name: str, tmp_path: Path) -> None:
    for each in (*UNITS, "navette-update.timer"):
        text = (EXAMPLES / each).read_text(encoding="utf-8")
        text = text.replace("/opt/navette/venv/bin/python app.py", "/bin/true")
        (tmp_path / each).write_text(text, encoding="utf-8")
    words = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    done = subprocess.run(words, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "navette" in line]
    assert not said


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_nginx_understands_its_sample(tmp_path: Path) -> None:
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).touch()
    certified = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj"]
    certified += ["/CN=x", "-keyout", str(tmp_path / "privkey.pem"), "-out"]
    subprocess.run([*certified, str(tmp_path / "fullchain.pem")], check=True, capture_output=True)
    sample = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    sample = sample.replace("/etc/ssl/navette", str(tmp_path)).replace(
        "/var/log/nginx", str(tmp_path)
    )
    around = f"pid {tmp_path}/pid; events {{}} http {{ error_log stderr; {sample} }}"
    (tmp_path / "nginx.conf").write_text(around, encoding="utf-8")
    words = ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="needs caddy")
def test_caddy_understands_its_sample() -> None:
    words = ["caddy", "adapt", "--adapter", "caddyfile", "--config", str(EXAMPLES / "Caddyfile")]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxy_writes_the_client_anew_lets_bodies_in_and_streams_through(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert re.search(r"X-Forwarded-For (\$remote_addr|\{remote_host\})", text)
    assert re.search(r"proxy_buffering off|flush_interval -1", text)
    assert "/metrics" in text
    most = re.search(r"(?:client_max_body_size|max_size) (\d+)k", text, re.IGNORECASE)
    assert most
    assert int(most.group(1)) * 1000 >= Settings().max_body_bytes
    assert "$request_uri" not in re.sub(r"return 301 .*", "", text)


def test_image_has_two_stages_of_one_pinned_base_that_names_no_registry() -> None:
    bases = [stage.split()[1] for stage in STAGES]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", bases[0])


def test_image_copies_only_what_is_there_and_not_left_out() -> None:
    known = set(files()) | {folder for path in files() for folder in path.parents}
    let_in = {
        line[1:] for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }  # fmt: skip
    copied = {
        source
        for line in instructions(STAGES[0], "COPY")
        for source in line.split()[:-1]
        if not source.startswith("--")
    }
    assert copied == let_in
    assert {name for name in copied if ROOT / name not in known} == set()


def test_image_holds_every_room_that_the_program_imports() -> None:
    rooms = {name_of(path).split("/")[0] for path in files() if path.name == "__init__.py"}
    program = {room for room in rooms if room not in ("tests", "benchmarks")}
    copied = {line.split()[0] for line in instructions(STAGES[0], "COPY")}
    assert program <= copied


def test_what_runs_is_nobody_special_and_says_how_it_fares() -> None:
    last = STAGES[-1]
    [user] = instructions(last, "USER")
    assert user.split(":")[0] not in ("0", "root")
    assert "/livez" in instructions(last, "HEALTHCHECK")[0]
    assert "npm" not in last
    [command] = re.findall(r"(?m)^CMD (\[.+\])$", last)
    words = [word.strip(' "') for word in command.strip("[]").split(",")]
    assert words[:2] == ["python", "app.py"]
    parsed = app.build_parser().parse_args(words[2:])
    assert [f"{parsed.data}", "/cache"] == re.findall(r'"(/\w+)"', instructions(last, "VOLUME")[0])
    assert instructions(last, "EXPOSE") == [str(parsed.port)]
