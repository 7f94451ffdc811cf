"""Figures against references measured in the same run; never part of the tests."""
