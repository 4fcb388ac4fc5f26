"""Running Delegado: set-up, training, the two servers, the staff's shell."""
