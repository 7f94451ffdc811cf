"""Trade documents: what is printed, and how it becomes a PDF."""
