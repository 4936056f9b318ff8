"""Acts of communication, by what they are done to."""
