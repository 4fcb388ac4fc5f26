"""The action server: knowledge, rules, records and identity. Runs with rasa-sdk alone, without rasa or TensorFlow."""
