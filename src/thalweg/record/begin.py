"""Begin a record: its keys, its two logs' first checkpoints, and its guard.

Once, by a person. A node never makes its own record: an absent one is an error there,
or a disk that was not mounted would begin a second history.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from thalweg.errors import InputError
from thalweg.record.folder import ABOUT, KEYS, LOG, SEALED, STORE, RecordAbout
from thalweg.record.guard import Guard
from thalweg.record.keys import write_keys
from thalweg.record.log import Log
from thalweg.record.ports import RecordStore
from thalweg.record.published import PublishedLog
from thalweg.wire.key_file import LOG as LOG_KEY
from thalweg.wire.key_file import SEALED as SEALED_KEY
from thalweg.wire.key_file import KeyFile
from thalweg.wire.signing import SigningKey

Create = Callable[[Path], RecordStore]
"""Makes a new, empty store at a path."""


def begin_record(
    folder: Path,
    about: RecordAbout,
    keys: Mapping[str, SigningKey],
    passphrase: bytes,
    create: Create,
    own: Mapping[str, bytes] | None = None,
) -> KeyFile:
    """Make the folder of a record, whole or not at all, and its guard.

    `own` are passphrases of single uses, as of `thalweg.record.keys.write_keys`.

    Raises
    ------
    InputError
        The folder or the guard exists, the guard would lie within the folder, or its
        own folder is not there.
    RecordDoubtError
        The disk failed.
    """
    guard = Path(about.guard)
    refuse_begun(folder, guard)
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}.partial-"
    partial = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        public = _fill(partial, about, keys, (passphrase, own or {}), create)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        guard.unlink(missing_ok=True)
        raise
    return public


def refuse_begun(folder: Path, guard: Path) -> None:
    """Raise InputError where a record cannot begin in `folder` with that guard."""
    if folder.exists() or folder.is_symlink():
        raise InputError(f"{folder} is already there; a record begins in a new folder")
    if guard.exists() or guard.is_symlink():
        raise InputError(f"{guard} exists: it guards another record; give a new name")
    if guard.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            f"{guard} lies in the record's folder: a backup would bring it back with "
            "the record; put the guard on another disk"
        )
    if not guard.parent.is_dir():
        raise InputError(f"{guard.parent}: there is no such folder for the guard")


def _fill(
    folder: Path,
    about: RecordAbout,
    keys: Mapping[str, SigningKey],
    words: tuple[bytes, Mapping[str, bytes]],
    create: Create,
) -> KeyFile:
    public = write_keys(folder / KEYS, keys, *words)
    store = create(folder / STORE)
    try:
        guard = Guard.create(Path(about.guard))
        for use, name in ((LOG_KEY, LOG), (SEALED_KEY, SEALED)):
            published = PublishedLog(folder / name, entries=use == LOG_KEY)
            Log(keys[use], store, guard, published).publish()
    finally:
        store.close()
    (folder / ABOUT).write_bytes(about.encode())
    return public
