"""The way between mail servers and the store."""
