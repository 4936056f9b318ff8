"""The process that does the jobs that wait, then ends: ``python -m filiere.site.quality.work``."""

from filiere.site.boot import boot

boot()

from filiere.site.quality.work.lanes import work_in_lanes  # noqa: E402  Django must be ready first.

work_in_lanes()
