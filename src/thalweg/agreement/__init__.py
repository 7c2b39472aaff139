"""Room agreement."""
