"""The encrypted local store: the only way to read and write Tradepost's records."""
