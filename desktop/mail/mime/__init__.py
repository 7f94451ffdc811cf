"""Messages as bytes: charsets, headers, structure, composing. Pure: no store, no network."""
