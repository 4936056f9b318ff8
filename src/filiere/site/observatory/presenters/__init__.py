"""Presenters of observatory."""
