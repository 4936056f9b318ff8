"""The process that does the jobs that wait, then ends: ``python -m filiere.site.quality.work``."""

from filiere.site.boot import start_django

start_django()

from filiere.site.quality.work.lanes import run_jobs_in_lanes  # noqa: E402  Django must be ready first.

run_jobs_in_lanes()
