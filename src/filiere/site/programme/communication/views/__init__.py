"""Pages of communication: what is said, operations, messages, kits and recalls."""
