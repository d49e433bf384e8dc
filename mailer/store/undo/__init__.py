"""Undo: changesets taken back, where nothing newer stands in the way."""
