"""Evidence: the documents that prove an answer, kept by their content, read through a check and erased by rule."""
