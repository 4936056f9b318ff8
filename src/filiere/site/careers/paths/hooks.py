"""What the person's page registers with others."""
