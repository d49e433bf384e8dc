"""Audit: history, read."""
