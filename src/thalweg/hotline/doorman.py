"""The door between two sites: TLS 1.3, and one pinned certificate for each.

The doorman keeps strangers from using the node's time; it says nothing about who spoke.
Whoever steals a certificate's key can deliver bytes that fail verification, no more. So
certificates are self-signed, the other side's is handed over with its keys, and they
do not run out: a line must not close because a clock is wrong.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from thalweg.errors import InputError

_FROM = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def make_certificate(party: str) -> tuple[bytes, bytes]:
    """Return a new self-signed certificate and its private key, both in PEM.

    The key is not under a passphrase: it opens a door and signs nothing that counts.
    """
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, party)])
    uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(party)]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(x509.ExtendedKeyUsage(uses), False)
        .sign(key, None)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return certificate.public_bytes(Encoding.PEM), secret


def server_door(certificate: Path, key: Path, peer: Path) -> ssl.SSLContext:
    """Return the door of a node: only `peer` comes in.

    Raises
    ------
    InputError
        A file is missing, or is no certificate or key.
    """
    return _door(ssl.PROTOCOL_TLS_SERVER, certificate, key, peer)


def client_door(certificate: Path, key: Path, peer: Path) -> ssl.SSLContext:
    """Return the way out: nobody but `peer` is spoken to; raises as `server_door`."""
    return _door(ssl.PROTOCOL_TLS_CLIENT, certificate, key, peer)


def _door(protocol: int, certificate: Path, key: Path, peer: Path) -> ssl.SSLContext:
    door = ssl.SSLContext(protocol)
    # The one certificate that is trusted is the other side's: its name adds nothing.
    door.check_hostname = False
    door.verify_mode = ssl.CERT_REQUIRED
    door.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        door.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as why:
        raise InputError(f"{certificate}, {key}: {_told(why)}") from None
    try:
        door.load_verify_locations(peer)
    except (OSError, ssl.SSLError) as why:
        raise InputError(
            f"{peer}: {_told(why)}; wanted the other side's certificate in PEM"
        ) from None
    return door


def _told(why: OSError) -> str:
    return why.strerror or str(why)
