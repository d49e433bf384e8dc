"""Campaigns: planned, sent, steered and told about."""
