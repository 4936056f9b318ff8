"""A person's way between jobs, from what that person answers: open without an account, and nothing is kept."""
