"""History: who changed what, written down for good."""
