"""Topics, answers and citations: YAML that the academic secretariat can correct, and the code that reads it."""
