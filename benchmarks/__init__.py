"""Speed and memory, measured on one machine in one run (README.md)."""
