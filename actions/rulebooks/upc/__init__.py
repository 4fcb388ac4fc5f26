"""UPC, Reglamento de Estudios de Maestría (2011)."""
