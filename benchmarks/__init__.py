"""Measurements of the bot and its parts (README.md)."""
