"""Sizes of files as people say them, wherever files are listed."""


def size_text(size: int) -> str:
    """Return a size in bytes in words: "214 KB", "1.2 MB"."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f} MB"
