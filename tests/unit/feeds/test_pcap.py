"""Packet captures of every kind, made here byte by byte."""

import struct

import pytest

from tests.unit.feeds.asterix_bytes import (
    NOON_US,
    ethernet,
    ipv4,
    ipv6,
    pcap,
    pcapng,
    udp,
)
from thalweg.errors import InputError
from thalweg.feeds.byte_stream import ByteStream
from thalweg.feeds.pcap import CUT, FRAGMENT, OTHER, Datagram, datagrams, is_pcap

SAID = b"payload"
PACKET = ipv4(udp(SAID))
SIX = ipv6(udp(SAID))
HOP = ipv6(bytes([17, 0, 0, 0, 0, 0, 0, 0]) + udp(SAID), kind=0)
NS_US = NOON_US + 123_456


def read(data, size=None):
    assert is_pcap(data)
    blocks = [data] if size is None else [
        data[at : at + size] for at in range(0, len(data), size)
    ]  # fmt: skip
    return list(datagrams(ByteStream(blocks), "capture"))


LINKS = {
    "ethernet": (1, ethernet(PACKET)),
    "ethernet, IPv6": (1, ethernet(SIX, kind=0x86DD)),
    "padded to 60 bytes": (1, ethernet(PACKET) + b"\0" * 11),
    "VLAN": (1, ethernet(PACKET, vlans=(0x8100,))),
    "VLAN in VLAN": (1, ethernet(PACKET, vlans=(0x88A8, 0x8100))),
    "VLAN in an old VLAN": (1, ethernet(PACKET, vlans=(0x9100, 0x8100))),
    "null, little-endian": (0, b"\2\0\0\0" + PACKET),
    "null, big-endian": (0, b"\0\0\0\2" + PACKET),
    "loop": (108, b"\0\0\0\2" + PACKET),
    "raw": (101, PACKET),
    "raw of the BSDs": (12, SIX),
    "raw IPv4": (228, PACKET),
    "raw IPv6": (229, HOP),
    "Linux cooked": (113, b"\0" * 14 + b"\x08\0" + PACKET),
    "Linux cooked 2": (276, b"\x08\0" + b"\0" * 18 + PACKET),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("link", LINKS)
def test_every_link_and_byte_order(link, order):
    number, packet = LINKS[link]
    wanted = [Datagram(NS_US, SAID)]
    assert read(pcap([(NS_US, packet)], link=number, order=order)) == wanted
    assert read(pcap([(NS_US, packet)], link=number, order=order, nano=True)) == wanted
    assert read(pcapng([(NS_US, packet)], link=number, order=order)) == wanted


@pytest.mark.parametrize("resolution", [3, 6, 9, 0x80 | 20, 0x80 | 10])
def test_stamps_of_every_resolution(resolution):
    data = pcapng([(NOON_US, ethernet(PACKET))], resolution=resolution, offset_s=1000)
    assert read(data) == [Datagram(NOON_US, SAID)]


def test_simple_packets_have_no_stamp():
    data = pcapng([(NOON_US, ethernet(PACKET))], simple=True)
    assert read(data) == [Datagram(None, SAID)]


def test_sections_may_follow_one_another_in_other_byte_orders():
    data = pcapng([(NOON_US, ethernet(PACKET))], order="<")
    data += pcapng([(NOON_US + 1, PACKET)], order=">", link=101)
    assert read(data) == [Datagram(NOON_US, SAID), Datagram(NOON_US + 1, SAID)]


OTHERS = {
    "ARP": (ethernet(b"\0\1" * 14, kind=0x0806), OTHER),
    "TCP": (ethernet(ipv4(b"\0" * 40, kind=6)), OTHER),
    "first fragment": (ethernet(ipv4(udp(SAID), piece=0x2000)), FRAGMENT),
    "last fragment": (ethernet(ipv4(SAID, piece=0x0064)), FRAGMENT),
    "IPv6 fragment": (ethernet(ipv6(b"\x11" * 16, kind=44), kind=0x86DD), FRAGMENT),
    "IPv6, no UDP": (ethernet(ipv6(b"\0" * 8, kind=58), kind=0x86DD), OTHER),
    "IP of no version": (ethernet(b"\x99" * 40), OTHER),
    "UDP longer than its packet": (
        ethernet(ipv4(struct.pack(">HHHH", 1, 2, 99, 0) + SAID)),
        CUT,
    ),
    "UDP shorter than its head": (
        ethernet(ipv4(struct.pack(">HHHH", 1, 2, 7, 0))),
        CUT,
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_whole_datagram_is_told_apart(what):
    packet, lost = OTHERS[what]
    assert read(pcap([(NOON_US, packet)])) == [Datagram(NOON_US, lost=lost)]


def test_not_to_be_fragmented_is_no_fragment():
    assert read(pcap([(NOON_US, ethernet(ipv4(udp(SAID), piece=0x4000)))])) == [
        Datagram(NOON_US, SAID)
    ]


@pytest.mark.parametrize("snap", [0, 10, 16, 30, 40, 44, 48])
def test_packets_cut_by_the_capture_are_cut(snap):
    data = pcap([(NOON_US, ethernet(PACKET)), (NOON_US, ethernet(PACKET))], snap=snap)
    assert [one.lost for one in read(data)] == [CUT, CUT]


def test_a_capture_cut_short_loses_its_end():
    whole = pcap([(NOON_US, ethernet(PACKET)), (NOON_US, ethernet(PACKET))])
    for end in range(len(whole) // 2 + 20, len(whole)):
        first, second = read(whole[:end])
        assert first == Datagram(NOON_US, SAID)
        assert second.lost == CUT
    other = pcapng([(NOON_US, ethernet(PACKET))])
    for end in range(len(other) - 30, len(other)):
        assert [one.lost for one in read(other[:end])] in ([CUT], [None])


def test_blocks_may_end_anywhere():
    packets = [(NOON_US + index, ethernet(PACKET)) for index in range(5)]
    for data in (pcap(packets), pcapng(packets)):
        whole = read(data)
        assert len(whole) == 5
        for size in (1, 2, 3, 7, 16, 61):
            assert read(data, size) == whole


def test_lengths_that_are_none_are_refused_with_their_place():
    whole = pcap([(NOON_US, ethernet(PACKET))])
    damaged = whole + struct.pack("<IIII", 1, 2, 1 << 30, 1 << 30) + b"\0" * 50
    with pytest.raises(InputError, match=rf"capture: byte {len(whole)}: .* 1073741824"):
        read(damaged)
    other = pcapng([(NOON_US, ethernet(PACKET))])
    for size in (0, 8, 13, 1 << 30):
        with pytest.raises(InputError, match=rf"byte {len(other)}: .*{size} bytes"):
            read(other + struct.pack("<II", 6, size) + b"\0" * 50)


def test_a_head_that_ends_is_refused():
    with pytest.raises(InputError, match="ends inside the head"):
        list(datagrams(ByteStream([pcap([])[:20]]), "capture"))
