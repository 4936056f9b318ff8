"""Who promised what to whom, by when: the charter of common values, the register of commitments, calls to join."""
