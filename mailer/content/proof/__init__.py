"""Proof sheets: how the mail looks in many places."""
