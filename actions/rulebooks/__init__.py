"""Regulations as code: pure functions from facts to a dictamen. Standard library only; no I/O, no Rasa."""
