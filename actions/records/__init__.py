"""The student file: SQLAlchemy models, queries and the demo database."""
