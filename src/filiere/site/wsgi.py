"""The WSGI entry point, for gunicorn or any other server."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

from filiere.site.lock_waits import bound_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filiere.site.settings")
application = get_wsgi_application()
for _database in connections.settings.values():
    bound_waits(_database)
