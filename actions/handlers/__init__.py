"""The Rasa actions: read the tracker, call the knowledge, the rules and the records, render. Thin."""
