"""The Orders screen."""
