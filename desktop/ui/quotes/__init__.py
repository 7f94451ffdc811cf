"""Quotes: the list and the editor with its live preview."""
