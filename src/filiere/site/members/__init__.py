"""The association's directory: organisations, their sites and people, and the mandates of its bodies."""
