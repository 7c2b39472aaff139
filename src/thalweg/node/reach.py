"""How the command line asks a site: through a running node's socket, or by itself.

HTTP with JSON over a unix socket that its owner alone can open. A site without a
running node is asked the same in the same words, in the command's own process
(`thalweg.node.alone`); who asks a running one needs nothing of what is behind it.
"""

from __future__ import annotations

import http.client
import json
import socket
from pathlib import Path
from typing import Any, Final, Protocol

from thalweg.errors import (
    InputError,
    NoAnswerError,
    RecordDoubtError,
    ThalwegError,
    VerificationError,
)

LONGEST_S: Final = 120.0
LONGEST_PATH_BYTES: Final = 100
"""A unix socket's address has 108 bytes on Linux, 104 elsewhere, its end included."""


class Reach(Protocol):
    """A site that can be asked, running or not."""

    def ask(self, verb: str, **asked: object) -> dict[str, Any]:
        """Return what a verb of `thalweg.node.desk` answers; raises as it does."""


class Running:
    """A node that runs, by its socket."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, verb: str, **asked: object) -> dict[str, Any]:
        """Return what a verb answers.

        Raises
        ------
        NoAnswerError
            Too, where the node does not answer.
        """
        connection = _UnixConnection(self._path)
        try:
            body = json.dumps(asked).encode()
            headers = {"Content-Type": "application/json"}
            connection.request("POST", f"/{verb}", body, headers)
            response = connection.getresponse()
            found = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as why:
            raise NoAnswerError(
                f"{self._path}: the node does not answer: {why}"
            ) from None
        finally:
            connection.close()
        if response.status == 200 and isinstance(found, dict):
            return found
        raise _error(found)


def running(path: Path) -> Running | None:
    """Return the node that listens on a socket; None where none does."""
    if len(bytes(path.absolute())) > LONGEST_PATH_BYTES:
        raise too_long(path)
    probe = socket.socket(socket.AF_UNIX)
    try:
        probe.connect(str(path.absolute()))
    except OSError:
        return None
    finally:
        probe.close()
    return Running(path.absolute())


def too_long(path: Path) -> InputError:
    """Return what to raise of a socket whose name is too long."""
    return InputError(
        f"{path}: too long for a socket ({LONGEST_PATH_BYTES} bytes at most); name a "
        "shorter one as `control` in the settings, e.g. /run/thalweg/node.sock"
    )


def _error(found: object) -> ThalwegError:
    told = found if isinstance(found, dict) else {}
    faults = [str(fault) for fault in told.get("faults", ["the node refused it"])]
    kind = told.get("kind")
    if kind == "RecordDoubtError":
        return RecordDoubtError("\n".join(faults))
    if kind in ("RefusedError", "VerificationError"):
        return VerificationError(faults)
    return InputError("\n".join(faults))


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=LONGEST_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
