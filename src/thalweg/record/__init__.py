"""What was said and found, kept so that it cannot be unsaid; anybody can check it."""
