"""What a turn asks and what is answered, without Rasa: university, topic, facts, calculation."""
