"""Rasa graph components and storage classes: the parts of the Rasa server that are our own."""
