"""Databases that keep the promises of `record.ports`: SQLite, and memory for trials."""
