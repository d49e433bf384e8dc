"""People: contacts and lists brought in, changed, found, and who must not be written to."""
