"""First start: workspace, key, account, first sync."""
