"""One side, running: its settings, its parts put together, its process."""
