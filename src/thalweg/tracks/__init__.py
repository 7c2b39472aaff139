"""Room tracks."""
