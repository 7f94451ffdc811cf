"""What several screens share: chips, fields, cards, panes, toasts."""
