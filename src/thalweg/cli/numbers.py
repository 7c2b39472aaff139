"""How entries and sheets may be numbered on the command line."""

from __future__ import annotations

# No log's entry has a greater number: exact JSON (RFC 8785 §3.2.2.3) has none.
LARGEST_INDEX = 2**53 - 1
