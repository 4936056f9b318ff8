"""Presenters of quality."""
