"""Products: the catalogue, its form and its import."""
