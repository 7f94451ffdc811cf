"""Tradepost, the desktop client that turns a mailbox into a foreign-trade customer system."""
