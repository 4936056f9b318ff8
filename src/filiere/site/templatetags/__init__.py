"""The template tags every page loads with `{% load filiere %}`."""
