"""Who is asking: conversations linked to a (university, student code), one-time codes, mail."""
