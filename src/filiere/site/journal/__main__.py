"""The process that reads the whole journal once, then ends: ``python -m filiere.site.journal``."""

from filiere.site.boot import start_django

start_django()

from filiere.site.journal.verification import verify_unless_running  # noqa: E402  Django must be ready first.

verify_unless_running()
