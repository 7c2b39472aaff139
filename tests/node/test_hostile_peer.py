"""A node's door against strangers, and against a peer who means harm."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.node.two_nodes import Node, introduce, make_node, until
from thalweg.hotline.doorman import client_door, make_certificate
from thalweg.wire.encoded import from_base64, to_base64

MB = 1_000_000


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """West runs and listens; east does not run: the test has its keys."""
    folder = tmp_path_factory.mktemp("hostile")
    west, east = make_node(folder / "west", "west"), make_node(folder / "east", "east")
    introduce(west, east)
    west.write_settings(None)
    east.write_settings(None, listens=False)
    east.start()
    east.say()
    west.start()
    west.say()
    yield west, east
    for node in (west, east):
        if node.process is not None:
            node.stop()


def door_of(east: Node) -> ssl.SSLContext:
    keys = east.folder / "keys"
    return client_door(keys / "door.crt", keys / "door.pem", east.folder / "peer.crt")


@pytest.fixture
def peer(pair: tuple[Node, Node]) -> Iterator[httpx.Client]:
    """What east's node would call west with."""
    west, east = pair
    url = f"https://127.0.0.1:{west.port}"
    with httpx.Client(base_url=url, verify=door_of(east), timeout=20) as client:
        yield client


def resident_kb(node: Node) -> int:
    assert node.process is not None
    status = Path(f"/proc/{node.process.pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1])


def parcel_of(east: Node) -> bytes:
    return from_base64(east.ask("parcel", first=0)["parcel"])


def test_a_stranger_is_not_let_in(pair, tmp_path: Path):
    west, east = pair
    certificate, key = make_certificate("east")
    (tmp_path / "own.crt").write_bytes(certificate)
    (tmp_path / "own.pem").write_bytes(key)
    theirs = east.folder / "peer.crt"
    foreign = client_door(tmp_path / "own.crt", tmp_path / "own.pem", theirs)
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bare.check_hostname = False
    bare.load_verify_locations(theirs)
    old = door_of(east)
    old.minimum_version = ssl.TLSVersion.TLSv1_2
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    for door in (foreign, bare, old):
        with pytest.raises(httpx.TransportError):
            httpx.get(f"https://127.0.0.1:{west.port}/log/checkpoint", verify=door)
    assert west.ask("state")["peer_size"] in (0, 1)


def test_our_side_speaks_to_nobody_but_the_peer(pair, tmp_path: Path):
    """A stolen address is not enough: the other end shows its certificate too."""
    _, east = pair
    certificate, key = make_certificate("west")
    (tmp_path / "own.crt").write_bytes(certificate)
    (tmp_path / "own.pem").write_bytes(key)
    fake = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    fake.load_cert_chain(tmp_path / "own.crt", tmp_path / "own.pem")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take_one() -> None:
            connection, _ = listener.accept()
            with connection, pytest.raises(ssl.SSLError):
                fake.wrap_socket(connection, server_side=True).recv(1)

        thread = threading.Thread(target=take_one)
        thread.start()
        with pytest.raises(httpx.ConnectError, match="self-signed"):
            httpx.get(
                f"https://127.0.0.1:{listener.getsockname()[1]}/", verify=door_of(east)
            )
        thread.join(5)


def test_a_parcel_is_answered_by_a_parcel_and_a_copy_changes_nothing(pair, peer):
    west, east = pair
    data = parcel_of(east)
    for _ in range(3):
        reply = peer.post("/parcel", content=data)
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "application/x-tar"
        assert west.ask("state")["peer_size"] == east.ask("state")["size"]
    done = east.ask("apply", parcel=to_base64(reply.content))
    assert not done["faults"]
    assert east.ask("state")["delivered"] == east.ask("state")["size"]


def test_logs_and_the_mirror_are_served_as_files_and_nothing_else_is(pair, peer):
    west, east = pair
    peer.post("/parcel", content=parcel_of(east))
    own = west.folder / "record" / "log"
    origin = hashlib.sha256(b"east.example/log").hexdigest()
    for path, file in (
        ("/log/checkpoint", own / "checkpoint"),
        ("/log/tile/0/000.p/1", own / "tile/0/000.p/1"),
        ("/log/tile/entries/000.p/1", own / "tile/entries/000.p/1"),
        (f"/mirror/{origin}/checkpoint", west.folder / "record/mirror/checkpoint"),
        ("/sealed/checkpoint", west.folder / "record/sealed/checkpoint"),
    ):
        got = peer.get(path)
        assert (got.status_code, got.content) == (200, file.read_bytes())
    for path in (
        "/",
        "/keys/keys.vkeys",
        "/log/../record.db",
        "/log/%2e%2e/record.db",
        "/log/tile/0/000.p/01",
        "/log/tile/0/x001/000",
        "/log//etc/passwd",
        "/sealed/tile/entries/000.p/1",
        "/mirror/checkpoint",
    ):
        got = peer.get(path)
        assert got.status_code == 404, path
        assert json.loads(got.content)["thalweg"] == "error/1"
    assert peer.put("/parcel", content=b"").status_code == 405


@pytest.mark.parametrize(
    ("path", "size"), [("/parcel", 100 * MB), ("/add-checkpoint", 70_000)]
)
@pytest.mark.parametrize("says_how_long", [True, False])
def test_a_body_that_is_too_large_is_refused_while_it_comes(
    pair, peer, path: str, size: int, says_how_long: bool
):
    west, _ = pair
    before_kb = resident_kb(west)
    piece = bytes(min(size, 64_000))

    def body() -> Iterator[bytes]:
        left = size
        while left:
            yield piece[:left]
            left -= len(piece[:left])

    headers = {"Content-Length": str(size)} if says_how_long else {}
    try:
        got = peer.post(path, content=body(), headers=headers)
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass
    else:
        assert got.status_code == 413
        assert "at most" in got.text
    assert resident_kb(west) - before_kb < 64_000
    west.ask("state")


def test_junk_is_refused_in_the_one_shape_of_errors(pair, peer):
    west, _ = pair
    for body in (b"", b"junk", bytes(2048), b"\x1f\x8b" + bytes(3000)):
        got = peer.post("/parcel", content=body)
        assert got.status_code == 400
        told = json.loads(got.content)
        assert told["thalweg"] == "error/1"
        assert told["faults"]
    assert peer.post("/add-checkpoint", content=b"junk").status_code == 400
    assert "fault" not in west.events()


def connected(west: Node, east: Node) -> ssl.SSLSocket:
    raw = socket.create_connection(("127.0.0.1", west.port), timeout=15)
    return door_of(east).wrap_socket(raw)


def hung_up(line: ssl.SSLSocket, within_s: float) -> bool:
    line.settimeout(within_s)
    try:
        while line.recv(4096):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"POST /parcel HTT",
        b"POST /parcel HTTP/1.1\r\nHost: west\r\nContent-Length: 900000\r\n\r\nabc",
        b"POST /parcel HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na",
    ],
)
def test_who_sends_slowly_on_purpose_is_hung_up_on(pair, begun: bytes):
    west, east = pair
    with connected(west, east) as line:
        if begun:
            line.sendall(begun)
        # The limit of these nodes is 2 s.
        assert hung_up(line, 8)
    west.ask("state")


def test_a_handshake_that_is_never_finished_is_cut(pair):
    west, _ = pair
    with socket.create_connection(("127.0.0.1", west.port), timeout=15) as line:
        line.settimeout(8)
        with contextlib.suppress(ConnectionError):
            assert line.recv(100) == b""


def test_a_flood_keeps_no_officer_waiting(pair):
    """p99 of our own desk within a second while the peer floods (fault battery 9)."""
    west, east = pair
    data = parcel_of(east)
    stop = threading.Event()
    answers: list[int] = []

    def flood() -> None:
        url = f"https://127.0.0.1:{west.port}"
        with httpx.Client(base_url=url, verify=door_of(east), timeout=20) as client:
            while not stop.is_set():
                try:
                    answers.append(client.post("/parcel", content=data).status_code)
                except httpx.TransportError:
                    time.sleep(0.01)

    before_kb = resident_kb(west)
    threads = [threading.Thread(target=flood) for _ in range(6)]
    for thread in threads:
        thread.start()
    waits_s = []
    try:
        for _ in range(40):
            began = time.monotonic()
            west.ask("state")
            waits_s.append(time.monotonic() - began)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert {200, 503} >= set(answers)
    assert len(answers) > 40
    assert sorted(waits_s)[-2] < 3, waits_s
    assert resident_kb(west) - before_kb < 64_000
    until(lambda: peer_is_served(west, east))


def peer_is_served(west: Node, east: Node) -> bool:
    url = f"https://127.0.0.1:{west.port}/parcel"
    with httpx.Client(verify=door_of(east), timeout=20) as client:
        return client.post(url, content=parcel_of(east)).status_code == 200


def test_connections_beyond_the_limit_are_told_to_come_again(pair):
    west, east = pair

    async def many() -> list[int]:
        limits = httpx.Limits(max_connections=60)
        async with httpx.AsyncClient(
            verify=door_of(east), limits=limits, timeout=20
        ) as client:
            url = f"https://127.0.0.1:{west.port}/log/checkpoint"
            got = await asyncio.gather(*(client.get(url) for _ in range(60)))
            return [one.status_code for one in got]

    codes = asyncio.run(many())
    assert set(codes) <= {200, 503}
    assert 503 in codes
    until(lambda: peer_is_served(west, east))
