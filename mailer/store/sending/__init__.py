"""Sending: campaigns, who gets them, and what becomes of each delivery."""
