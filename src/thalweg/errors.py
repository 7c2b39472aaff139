"""Every error thalweg raises, sorted by who must act.

ThalwegError
  InputError           a file or a command is wrong     -> whoever supplied it
    TableError         a table breaks its contract
    AgreementError     an agreement document is wrong   (all its faults at once)
    ConfigError        a feeds or settings file is wrong
    ResultFolderError  a result folder is in the way or incomplete
    NoAnswerError      a node was asked and did not answer
  VerificationError    a digest, a proof or a finding fails -> a person, now
    RefusedError       a peer's bytes are not in their one spelling
  RecordDoubtError     our own record's state is unknown -> the node stops
  StoppedError         told to stop between two steps -> whoever stopped it
  MissingExtraError    an optional package is absent    -> whoever installed thalweg

No error exits the program; `thalweg.cli` maps classes to exit codes.
"""

from __future__ import annotations

from collections.abc import Sequence


class ThalwegError(Exception):
    """Root of every error that thalweg raises on purpose."""


class InputError(ThalwegError):
    """The input or the command is wrong; the message says where and how to mend it."""


class TableError(InputError):
    """A table is not what its contract says; every fault is named at once.

    Attributes
    ----------
    contract
        name and number of the contract, e.g. ``thalweg.positions/1``.
    faults
        one sentence per fault.
    """

    def __init__(self, contract: str, faults: Sequence[str]) -> None:
        self.contract = contract
        self.faults = tuple(faults)
        super().__init__(f"table is not {contract}: " + "; ".join(self.faults))


class DocumentError(InputError):
    """A YAML or JSON document is wrong; all its faults, each with its place.

    Attributes
    ----------
    faults
        one line per fault, ``file:line:column: path: what and how to mend``.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class AgreementError(DocumentError):
    """An agreement document cannot be used."""


class ConfigError(DocumentError):
    """A feeds, notices or settings file cannot be used."""


class ResultFolderError(InputError):
    """A result folder is in the way, or is not a result folder."""


class NoAnswerError(InputError):
    """A node was asked and did not answer: whether it did what was asked is unknown."""


class VerificationError(ThalwegError):
    """Something signed, digested or recomputed does not hold.

    Attributes
    ----------
    faults
        one sentence per thing that does not verify.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class RefusedError(VerificationError):
    """Bytes from outside are refused: not in the one spelling that is read.

    The faults name the format, the line and what was wanted there.
    """


class RecordDoubtError(ThalwegError):
    """The state of this node's own record is in doubt; nothing may be signed.

    Going on could sign two histories. The message says what to hold against what.
    """


class StoppedError(ThalwegError):
    """A command was told to stop, and did between two steps; says which were done.

    Attributes
    ----------
    signal
        by which signal.
    """

    def __init__(self, told: str, signal: int) -> None:
        self.signal = signal
        super().__init__(told)


class MissingExtraError(ThalwegError):
    """An optional package is not installed.

    Attributes
    ----------
    package
        what could not be imported.
    extra
        the extra of thalweg that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"{package!r} is not installed; run: pip install 'thalweg[{extra}]'"
        )
