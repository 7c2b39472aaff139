"""Room wire."""
