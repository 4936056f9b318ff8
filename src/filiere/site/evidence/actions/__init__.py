"""The acts on evidence, one module each."""
