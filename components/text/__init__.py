"""Pure text processing: no Rasa, no I/O beyond reading the lexicon files."""
