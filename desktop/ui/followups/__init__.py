"""Follow-ups: every open promise with its time."""
