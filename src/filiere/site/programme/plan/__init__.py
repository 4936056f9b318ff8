"""The plan: orientations, axes and actions, what is declared of them and what figures say."""
