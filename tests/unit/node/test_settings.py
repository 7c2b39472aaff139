"""``node.yaml``: what it says, and what is said to a wrong one."""

import subprocess
import sys
from pathlib import Path

import pytest

from thalweg.errors import ConfigError
from thalweg.node.settings import parse_settings, read_settings

WHOLE = """\
thalweg: node/1
party: west
agreement: agreement/manifest.json
store: {url: "sqlite:///west.db", guard: /other/disk/west.guard}
keys: {dir: keys, passphrase: word}
listen: {desk: "127.0.0.1:8080", peer: "[::1]:8443"}
peer: {url: "https://east:8443/", certificate: east.crt}
limits: {heartbeat: 60 s, request: 20 s, parcel: 64 kB, body: 20 MiB, connections: 8,
  day: 2 GiB, proofs: 1 GB}
feeds:
  - {name: radar-1, format: asterix, url: "udp://239.1.1.1:8600", radar: [40.1, 35.3]}
"""
SHORT = """\
thalweg: node/1
party: west
agreement: agreement.yaml
store: {url: "sqlite:///w/record.db", guard: g/guard}
keys: {dir: keys}
"""
AT = Path("/site/node.yaml")


def test_all_that_it_says_is_read():
    found = parse_settings(WHOLE.encode(), AT)
    assert found.party == "west"
    assert found.agreement == Path("/site/agreement/manifest.json")
    assert found.store == Path("/site/west.db")
    assert found.published == Path("/site")
    assert found.guard == Path("/other/disk/west.guard")
    assert found.passphrase == Path("/site/word")
    assert found.listen == ("::1", 8443)
    assert found.peer_url == "https://east:8443"
    assert found.peer_certificate == Path("/site/east.crt")
    assert found.feeds == 1
    limits = found.limits
    assert (limits.heartbeat_s, limits.request_s) == (60.0, 20.0)
    assert (limits.parcel_bytes, limits.body_bytes) == (64_000, 20 << 20)
    assert limits.connections == 8
    assert limits.line(is_on_network=True).heartbeat_s == 60.0
    assert limits.line(is_on_network=True).parcel_bytes == 64_000
    assert limits.line(is_on_network=True).day_bytes == 2 << 30
    assert limits.line(is_on_network=True).proofs_bytes == 1_000_000_000


def test_without_a_network_silence_means_nothing():
    found = parse_settings(SHORT.encode(), AT)
    assert not found.is_on_network
    assert found.limits.line(is_on_network=found.is_on_network).heartbeat_s is None
    assert found.published == Path("/site/w")
    assert found.control == Path("/site/node.sock")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("node/1", "node/2", "node.yaml:1:10: thalweg"),
        ("party: west", "party: West", "node.yaml:2:8: party: wanted a party"),
        ("sqlite:///w/record.db", "postgres://x", "store.url: wanted 'sqlite:///'"),
        ("guard: g/guard", "guards: g", "unknown key; nearest known: guard"),
        ("keys: {dir: keys}", "", "keys: missing"),
        ("keys: {dir: keys}", "keys: {dir: keys}\nlisten: {peer: here}", "host and a"),
        (
            "keys: {dir: keys}",
            'keys: {dir: k}\npeer: {url: "http://e"}',
            "https://east",
        ),
        ("keys: {dir: keys}", "keys: {dir: k}\nlimits: {parcel: 3}", "such as '4 MiB'"),
        ("keys: {dir: keys}", "keys: {dir: k}\nlimits: {tick: 0 s}", "0.05 s to 1 h"),
        (
            "keys: {dir: keys}",
            "keys: {dir: k}\nlimits: {parcel: 30 MiB}",
            "at least limits.parcel",
        ),
        (SHORT, "- west\n", "wanted settings"),
        (SHORT, "", "the document is empty"),
    ],
)
def test_a_wrong_one_is_told_with_its_line(was, now, told):
    with pytest.raises(ConfigError) as why:
        parse_settings(SHORT.replace(was, now).encode(), AT)
    assert told in str(why.value)


def test_every_fault_is_named_at_once():
    wrong = SHORT.replace("west", "WEST").replace("sqlite:///w/record.db", "x")
    with pytest.raises(ConfigError) as why:
        parse_settings(wrong.encode(), AT)
    assert len(why.value.faults) == 2


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="No such file"):
        read_settings(tmp_path / "node.yaml")


def test_who_asks_a_node_loads_no_line_of_its_own():
    """What a command beside a running node loads is most of what it costs."""
    program = (
        "import sys\nimport thalweg.node.reach, thalweg.node.settings\n"
        "heavy = ('cryptography', 'thalweg.hotline.sides', 'thalweg.model.agreement',"
        " 'starlette', 'httpx', 'babel', 'numpy')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
