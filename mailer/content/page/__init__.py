"""The composed edition: HTML and plain text from one model."""
