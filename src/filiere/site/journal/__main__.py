"""The process that reads the whole journal once, then ends: ``python -m filiere.site.journal``."""

from filiere.site.boot import boot

boot()

from filiere.site.journal.verification import verify_in_turn  # noqa: E402  Django must be ready first.

verify_in_turn()
