"""The acts of the label, one a module."""
