"""Outbox: mail that has not gone out, or did not come through."""
