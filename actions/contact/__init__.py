"""How a student reaches us beside the answers: what channels keep between messages, erasure, tickets for people."""
