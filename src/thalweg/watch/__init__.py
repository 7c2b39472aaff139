"""Room watch."""
