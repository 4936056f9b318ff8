"""The acts on proposals."""
