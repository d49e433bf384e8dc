"""People: contacts, outlets, lists, and who must not be written to."""
