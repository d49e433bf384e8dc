"""Hands messages to a relay; the only importer of sockets and ssl."""
