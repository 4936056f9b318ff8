"""The acts of the directory: one module an act or a kind of record."""
