"""Pages of a person: signing in, the second factor, the account, invitations, privacy, the list of accounts."""
