"""TRACKS x agreement -> EVENTS: what happened, without blame."""
