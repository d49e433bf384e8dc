"""Doubles: people who are there twice, found, merged, and told apart again."""
