"""UPCH, Reglamento de la Actividad Académica de Pregrado (2021)."""
