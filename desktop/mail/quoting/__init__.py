"""A mail's own words told from what it quotes, and from its signature; docs/reading.md says how."""
