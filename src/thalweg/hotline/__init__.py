"""What the two sides say to one another, in words that cannot be misread."""
