"""The command line: one thin function per command.

Nothing of the house is imported before a command needs it, so that ``thalweg --help``
answers at once. It is the one room whose imports stand inside functions.
"""

from __future__ import annotations

from thalweg.cli.app import main

__all__ = ["main"]
