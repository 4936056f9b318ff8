"""A process of the site that calls one function, then ends: ``python -m filiere.site package.module.function``."""

import sys

from filiere.site.django_startup import start_django

start_django()

from django.utils.module_loading import import_string  # noqa: E402  Django must be ready first.

import_string(sys.argv[1])()
