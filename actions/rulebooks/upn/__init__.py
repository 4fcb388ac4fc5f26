"""UPN: Reglamento de Estudios de Pregrado 2019, and the FAQ for its courses with Coursera."""
