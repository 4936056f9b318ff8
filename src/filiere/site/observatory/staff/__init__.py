"""The staff side: import a source, read its report, accept or refuse it, retain or correct a figure."""
