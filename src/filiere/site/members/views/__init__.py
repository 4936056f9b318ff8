"""Pages of the directory: the list and its files, one organisation, the mandates and the bodies in public."""
