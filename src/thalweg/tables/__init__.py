"""The doors between rooms: Arrow tables with a name and a number.

Strings that repeat are dictionary-encoded; times are ``timestamp[us, UTC]``.
"""
