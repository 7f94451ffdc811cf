"""Files that come by mail: safe names, what may run code, where copies are put."""
