"""Reads that screens and commands need, as frozen rows."""
