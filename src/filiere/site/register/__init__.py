"""The label register: who holds it, for what, until when; complaints, and buyers who follow holders."""
