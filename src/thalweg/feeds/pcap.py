"""Packet captures, pcap and pcapng: the UDP datagrams in them and when they came.

Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng. Both byte orders, stamps
of any resolution. IP fragments are not put together, and packets that the capture
itself cut short are not read: both are counted, never guessed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from thalweg.errors import InputError
from thalweg.feeds.byte_stream import ByteStream

_PCAP: Final = {
    b"\xa1\xb2\xc3\xd4": (">", 1_000_000),
    b"\xd4\xc3\xb2\xa1": ("<", 1_000_000),
    b"\xa1\xb2\x3c\x4d": (">", 1_000_000_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1_000_000_000),
}
_PCAPNG: Final = b"\x0a\x0d\x0d\x0a"
_ORDERS: Final = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
# Larger than any packet of any link, so a length beyond it is damage, not data.
_MOST_PACKET_BYTES: Final = 1 << 20
_MOST_BLOCK_BYTES: Final = 1 << 24
_LEAST_HEAD_BYTES: Final = 24
_INTERFACE, _OLD_PACKET, _SIMPLE_PACKET, _PACKET = 1, 2, 3, 6
_TSRESOL, _TSOFFSET = 9, 14

_NULL, _ETHERNET, _SLL, _LOOP, _SLL2 = 0, 1, 113, 108, 276
_RAW_IP: Final = frozenset({12, 14, 101, 228, 229})
_IPV4, _IPV6, _VLANS = 0x0800, 0x86DD, (0x8100, 0x88A8, 0x9100)
_UDP, _FRAGMENT_V6, _EXTENSIONS_V6 = 17, 44, (0, 43, 60)

FRAGMENT, CUT, OTHER = "fragment", "cut", "other"
"""Why a packet gives no datagram: a piece of one, cut short by the capture (or by the
end of the file), or not UDP over IP at all."""


@dataclass(frozen=True, slots=True)
class Datagram:
    """One packet of the capture.

    `when_us` is its stamp in microseconds since 1970 by the capturing machine's clock,
    None where the capture has none. `payload` is what UDP carried; where there is
    none, `lost` says why.
    """

    when_us: int | None
    payload: bytes = b""
    lost: str | None = None


def is_pcap(head: bytes) -> bool:
    """Tell whether a file that begins with `head` is a packet capture."""
    if head[:4] in _PCAP:
        return len(head) >= 24
    return head[:4] == _PCAPNG and head[8:12] in _ORDERS


def datagrams(stream: ByteStream, name: str) -> Iterator[Datagram]:
    """Yield one Datagram for each packet, in the capture's order.

    Raises
    ------
    InputError
        A length in the file cannot be one; the message names `name` and the byte.
    """
    magic = stream.take(4)
    packets = _pcap(stream, magic, name) if magic in _PCAP else _pcapng(stream, name)
    for when_us, link, packet, cut in packets:
        payload, lost = _payload(link, packet)
        if payload is not None:
            yield Datagram(when_us, payload)
        else:
            headless = cut and len(packet) < _LEAST_HEAD_BYTES
            yield Datagram(when_us, lost=CUT if headless else lost)


_Packet = tuple[int | None, int, bytes, bool]


def _pcap(stream: ByteStream, magic: bytes, name: str) -> Iterator[_Packet]:
    order, per_s = _PCAP[magic]
    head = stream.take(20)
    if len(head) < 20:
        raise InputError(f"{name}: ends inside the head of the capture")
    link = struct.unpack(order + "I", head[16:])[0] & 0xFFFF
    while lengths := stream.take(16):
        if len(lengths) < 16:
            yield None, link, b"", True
            return
        seconds, part, size, on_wire = struct.unpack(order + "IIII", lengths)
        if size > _MOST_PACKET_BYTES:
            raise _damaged(name, stream.place - 16, f"a packet of {size} bytes")
        packet = stream.take(size)
        when_us = seconds * 1_000_000 + part * 1_000_000 // per_s
        yield when_us, link, packet, len(packet) < max(size, on_wire)


def _damaged(name: str, place: int, came: str) -> InputError:
    return InputError(
        f"{name}: byte {place}: wanted the head of the next packet, came {came}; the "
        "capture is damaged from there on: copy it again, or cut it before that byte"
    )


@dataclass(slots=True)
class _Interface:
    link: int
    per_s: int = 1_000_000
    offset_s: int = 0

    def us(self, ticks: int) -> int:
        return self.offset_s * 1_000_000 + ticks * 1_000_000 // self.per_s


def _pcapng(stream: ByteStream, name: str) -> Iterator[_Packet]:
    order, interfaces = ">", list[_Interface]()
    kind_bytes = _PCAPNG
    while kind_bytes:
        start = stream.place - 4
        if kind_bytes == _PCAPNG:
            size_bytes, mark = stream.take(4), stream.take(4)
            if mark not in _ORDERS:
                raise _damaged(name, start, "no byte order mark")
            order, interfaces = _ORDERS[mark], []
        else:
            size_bytes, mark = stream.take(4), b""
        if len(kind_bytes) < 4 or len(size_bytes) < 4:
            yield None, _ETHERNET, b"", True
            return
        kind, size = struct.unpack(order + "II", kind_bytes + size_bytes)
        if size < 12 or size % 4 or size > _MOST_BLOCK_BYTES:
            raise _damaged(name, start, f"a block of {size} bytes")
        wanted = size - 8 - len(mark)
        body = stream.take(wanted)[:-4]
        if len(body) < wanted - 4:
            yield None, _ETHERNET, b"", True
            return
        if kind == _INTERFACE:
            interfaces.append(_interface(order, body))
        elif kind in (_OLD_PACKET, _SIMPLE_PACKET, _PACKET):
            yield _ng_packet(order, kind, body, interfaces)
        kind_bytes = stream.take(4)


def _interface(order: str, body: bytes) -> _Interface:
    if len(body) < 8:
        return _Interface(-1)
    interface = _Interface(struct.unpack(order + "H", body[:2])[0])
    at = 8
    while at + 4 <= len(body):
        code, size = struct.unpack(order + "HH", body[at : at + 4])
        value = body[at + 4 : at + 4 + size]
        if code == _TSRESOL and len(value) == 1:
            power = value[0] & 0x7F
            interface.per_s = 2**power if value[0] & 0x80 else 10**power
        elif code == _TSOFFSET and len(value) == 8:
            interface.offset_s = struct.unpack(order + "q", value)[0]
        at += 4 + size + (-size) % 4
    return interface


def _ng_packet(
    order: str, kind: int, body: bytes, interfaces: list[_Interface]
) -> _Packet:
    head = 4 if kind == _SIMPLE_PACKET else 20
    if len(body) < head:
        return None, -1, b"", True
    if kind == _SIMPLE_PACKET:
        which, on_wire = 0, struct.unpack(order + "I", body[:4])[0]
        size = min(on_wire, len(body) - 4)
    elif kind == _PACKET:
        which, high, low, size, on_wire = struct.unpack(order + "IIIII", body[:20])
    else:
        which, high, low, size, on_wire = struct.unpack(order + "HxxIIII", body[:20])
    packet = body[head : head + size]
    if which >= len(interfaces):
        return None, -1, b"", True
    interface = interfaces[which]
    when_us = None
    if kind != _SIMPLE_PACKET:
        when_us = interface.us(high << 32 | low)
    return when_us, interface.link, packet, len(packet) < max(size, on_wire)


_Payload = tuple[bytes | None, str | None]


def _payload(link: int, packet: bytes) -> _Payload:
    """Return what UDP carried, or None and why there is nothing."""
    if link in _RAW_IP:
        return _ip(packet, 0)
    if link in (_NULL, _LOOP):
        return _ip(packet, 4)
    after = _AFTER.get(link)
    if after is None:
        return None, OTHER
    kind, at = after(packet)
    while kind in _VLANS and at + 4 <= len(packet):
        kind, at = int.from_bytes(packet[at + 2 : at + 4], "big"), at + 4
    return _ip(packet, at) if kind in (_IPV4, _IPV6) else (None, OTHER)


def _kind_at(place: int, head: int) -> Callable[[bytes], tuple[int, int]]:
    return lambda packet: (int.from_bytes(packet[place : place + 2], "big"), head)


_AFTER: Final = {
    _ETHERNET: _kind_at(12, 14),
    _SLL: _kind_at(14, 16),
    _SLL2: _kind_at(0, 20),
}


def _ip(packet: bytes, at: int) -> _Payload:
    version = packet[at] >> 4 if at < len(packet) else 0
    if version == 4:
        return _ipv4(packet, at)
    if version == 6:
        return _ipv6(packet, at)
    return None, OTHER


def _ipv4(packet: bytes, at: int) -> _Payload:
    if len(packet) < at + 20:
        return None, CUT
    size = int.from_bytes(packet[at + 2 : at + 4], "big")
    piece = int.from_bytes(packet[at + 6 : at + 8], "big") & 0x3FFF
    if packet[at + 9] != _UDP:
        return None, OTHER
    if piece:
        return None, FRAGMENT
    return _udp(packet, at + (packet[at] & 0x0F) * 4, at + size)


def _ipv6(packet: bytes, at: int) -> _Payload:
    if len(packet) < at + 40:
        return None, CUT
    end = at + 40 + int.from_bytes(packet[at + 4 : at + 6], "big")
    kind, at = packet[at + 6], at + 40
    while kind in _EXTENSIONS_V6:
        if len(packet) < at + 2:
            return None, CUT
        kind, at = packet[at], at + 8 + packet[at + 1] * 8
    if kind == _FRAGMENT_V6:
        return None, FRAGMENT
    return _udp(packet, at, end) if kind == _UDP else (None, OTHER)


def _udp(packet: bytes, at: int, end: int) -> _Payload:
    if len(packet) < at + 8:
        return None, CUT
    size = int.from_bytes(packet[at + 4 : at + 6], "big")
    if size < 8 or at + size > end or at + size > len(packet):
        return None, CUT
    return packet[at + 8 : at + size], None
