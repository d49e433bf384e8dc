"""Release files: read, and written."""
