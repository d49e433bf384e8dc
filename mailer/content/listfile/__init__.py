"""List files: contacts read from CSV and written to it."""
