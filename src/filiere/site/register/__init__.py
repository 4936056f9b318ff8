"""The public register of the label: who holds it, for what, until when; complaints, and buyers who follow holders."""
