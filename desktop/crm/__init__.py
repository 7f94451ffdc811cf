"""What the mailbox means: customers, links, promises."""
