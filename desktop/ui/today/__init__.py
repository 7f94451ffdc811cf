"""Today: what is due, in order of urgency."""
