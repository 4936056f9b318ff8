"""The WSGI entry point, for gunicorn or any other server."""

import os

import django
from django.db import connections

from filiere.site.lock_timeouts import limit_lock_waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filiere.site.settings")
django.setup(set_prefix=False)

from filiere.site.request_handler import SiteHandler  # noqa: E402  It reads the settings, as the next does.
from filiere.site.workflow.address_checks import check_addresses  # noqa: E402

check_addresses()
application = SiteHandler()
for _database in connections.settings.values():
    limit_lock_waits(_database)
