"""Proofs: a release looked at as its readers will, and two versions of it side by side."""
