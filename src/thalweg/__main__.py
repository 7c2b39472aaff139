"""``python -m thalweg``: the command line."""

from __future__ import annotations

from thalweg.cli import main

if __name__ == "__main__":
    main()
