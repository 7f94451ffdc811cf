"""The Inbox screen: conversations, the open one, the composer, and whose mail it is."""
