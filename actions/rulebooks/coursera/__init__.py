"""UPN courses that are run with Coursera (preguntas frecuentes UPN-Coursera)."""
