"""Pages of service quality: open ones about definitions, and those of a centre for its own people."""
