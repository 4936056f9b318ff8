"""The checker of quoted figures: each number of a text is compared with the register, and nothing is kept."""
