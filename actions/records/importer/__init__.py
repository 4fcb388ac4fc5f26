"""Import the records that a student information system exports as CSV files (docs/import.md)."""
