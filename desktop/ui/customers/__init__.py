"""Customers: the list and the page that shows everything about one."""
