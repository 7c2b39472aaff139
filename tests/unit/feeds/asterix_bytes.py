"""Made ASTERIX bytes: records by `libasterix` itself, and captures of them."""

import struct

from asterix import generated

EDITIONS = {21: generated.Cat_021_2_7, 34: generated.Cat_034_1_29}
EDITIONS |= {48: generated.Cat_048_1_32, 62: generated.Cat_062_1_21}
EDITIONS |= {65: generated.Cat_065_1_6}

# 2017-12-13T04:05:00Z, in seconds of its day and in microseconds since 1970.
NOON_S, NOON_US = 14_700.0, 1_513_137_900_000_000
SOURCE = (("SAC", 25), ("SIC", 201))

TARGET_048 = {
    "010": SOURCE,
    "140": NOON_S,
    "020": ((5, 0, 0, 0, 0, None),),
    "040": (("RHO", 60.0), ("THETA", 90.0)),
    "070": (0, 0, 0, 0, "4720"),
    "090": (0, 0, 300.0),
    "220": 0xF0E001,
    "240": "TEST01",
    "161": (0, 291),
    "200": (0.1, 45.0),
    "230": (1, 0, 0, 0, 1, 1, 1, 0, 0),
}
TARGET_062 = {
    "010": SOURCE,
    "070": NOON_S,
    "105": (("LAT", 35.25), ("LON", 40.25)),
    "185": (("VX", 100.0), ("VY", 100.0)),
    "060": (0, 0, 0, 0, "4720"),
    "380": {"ADR": 0xF0E001, "ID": "TEST01"},
    "040": 4713,
    "136": 300.0,
    "220": -512.5,
}
TARGET_021 = {
    "010": SOURCE,
    "071": NOON_S,
    "131": (("LAT", 35.25), ("LON", 40.25)),
    "080": 0xF0E001,
    "145": 300.0,
    "170": "TEST01",
}
TARGETS = {21: TARGET_021, 48: TARGET_048, 62: TARGET_062}


def record(category, **items):
    """Return one record's bits; `None` leaves an item out. Items are named i040."""
    given = TARGETS[category] | {name[1:]: value for name, value in items.items()}
    items = {name: value for name, value in given.items() if value is not None}
    return EDITIONS[category].cv_uap.cv_record.create(items)


def block(category, *records):
    """Return a block of records, or of the usual one."""
    return (
        EDITIONS[category]
        .create(list(records) or [record(category)])
        .unparse()
        .to_bytes()
    )


def framed(category, body):
    """Return a block of any bytes."""
    return bytes([category]) + (len(body) + 3).to_bytes(2, "big") + body


def udp(payload, *, source=8600):
    """Return a UDP datagram."""
    return struct.pack(">HHHH", source, 8600, 8 + len(payload), 0) + payload


def ipv4(payload, *, kind=17, piece=0):
    """Return an IPv4 packet; `piece` are its flags and fragment offset."""
    size = 20 + len(payload)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 0, piece, 64, kind, 0, b"\1" * 4,
                       b"\2" * 4)  # fmt: skip
    return head + payload


def ipv6(payload, *, kind=17):
    """Return an IPv6 packet."""
    head = struct.pack(">IHBB16s16s", 6 << 28, len(payload), kind, 64, b"\1" * 16,
                       b"\2" * 16)  # fmt: skip
    return head + payload


def ethernet(packet, *, kind=0x0800, vlans=()):
    """Return an Ethernet frame."""
    tags = b"".join(struct.pack(">HH", tag, 5) for tag in vlans)
    return b"\xaa" * 12 + tags + struct.pack(">H", kind) + packet


def pcap(packets, *, link=1, order="<", nano=False, snap=65_535):
    """Return a capture of (microseconds since 1970, packet)."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap, link)
    for when_us, packet in packets:
        seconds, us = divmod(when_us, 1_000_000)
        part = us * 1000 if nano else us
        size = min(len(packet), snap)
        out += struct.pack(order + "IIII", seconds, part, size, len(packet))
        out += packet[:size]
    return out


def pcapng(packets, *, link=1, order="<", resolution=None, offset_s=0, simple=False):
    """Return the same as pcapng; `resolution` is if_tsresol, None the usual 6."""

    def section(kind, body):
        body += b"\0" * (-len(body) % 4)
        size = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + size + body + size

    options = b""
    if resolution is not None:
        options += struct.pack(order + "HHB3x", 9, 1, resolution)
    if offset_s:
        options += struct.pack(order + "HHq", 14, 8, offset_s)
    per_s = 10**6 if resolution is None else 10**resolution
    if resolution is not None and resolution & 0x80:
        per_s = 2 ** (resolution & 0x7F)
    head = struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1)
    out = section(0x0A0D0D0A, head)
    out += section(1, struct.pack(order + "HHI", link, 0, 0) + options)
    out += section(0x0BAD, b"skipped!")
    for when_us, packet in packets:
        size = len(packet)
        ticks = (when_us - offset_s * 10**6) * per_s // 10**6
        stamp = struct.pack(order + "III", 0, ticks >> 32, ticks & 0xFFFFFFFF)
        if simple:
            out += section(3, struct.pack(order + "I", size) + packet)
        else:
            out += section(6, stamp + struct.pack(order + "II", size, size) + packet)
    return out


def captured(*payloads, when_us=NOON_US):
    """Return an ordinary capture of UDP payloads, a second apart."""
    return pcap(
        [
            (when_us + index * 1_000_000, ethernet(ipv4(udp(payload))))
            for index, payload in enumerate(payloads)
        ]
    )
