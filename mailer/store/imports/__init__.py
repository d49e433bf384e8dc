"""Imports: files of contacts, staged beside the database and written at once."""
