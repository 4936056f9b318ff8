"""Public pages, one page a module."""
