"""Where messages come in and answers go out: the Rasa server's channels."""
