"""What goes by itself, each hour: files that nobody imported, contacts too old, and what a process left behind."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from filiere.site.accounts.retention import removes
from filiere.site.quality.actions.erase_contacts import erase_old
from filiere.site.quality.folders import raw_path
from filiere.site.quality.models import Centre, Delivery
from filiere.site.sweeps import each_hour

RULE = "contact-files"
"""The rule of the register of processing: a received file waits the time to mend a mapping, for it holds people."""
UNNAMED = timedelta(hours=1)
"""How long a file may stand without a row that speaks of it: it is put in its place before its row is written."""


@each_hour
def sweep_contacts(_day: date) -> int:
    """Erase the contacts that their centre no longer keeps; return how many rows went."""
    return erase_old()


@removes(RULE)
def remove_files(before: datetime, most: int) -> int:
    """Remove the files received before a moment that are not imported, and those that no row speaks of."""
    gone = 0
    for centre in Centre.objects.select_related("organisation"):
        gone += _of_centre(centre, before, most - gone)
        if gone >= most:
            break
    return gone


def _of_centre(centre: Centre, before: datetime, most: int) -> int:
    waiting = Delivery.objects.filter(centre=centre, state__in=(Delivery.State.RECEIVED, Delivery.State.REFUSED))
    kept = set(waiting.filter(sent_at__gte=before).values_list("sha256", flat=True))
    over = set(waiting.filter(sent_at__lt=before).values_list("sha256", flat=True))
    gone = 0
    for path in raw_path(centre, "0" * 64).parent.iterdir():
        lately = path.stat().st_mtime > (timezone.now() - UNNAMED).timestamp()
        if path.name in over or (path.name not in kept and not lately):
            path.unlink(missing_ok=True)
            gone += 1
        if gone >= most:
            break
    return gone
