"""The form that the link of a letter opens: a question or a small group a screen, kept at each."""
