"""The acts of the register: complaints, followers, and what holders say of themselves."""
