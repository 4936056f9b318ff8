"""What people do about the charter, their commitments, and calls to join."""
