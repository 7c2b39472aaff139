"""What is in force: agreements loaded, drawn as arrays, and shown."""
