"""The advisor and the reader of titles that pages and programs ask, made once a process and a day."""

from __future__ import annotations

import threading
from datetime import date
from functools import cache

from django.utils import timezone

from filiere.careers.paths import Advisor, build_advisor
from filiere.careers.paths.profession_titles import list_profession_titles
from filiere.careers.titles.resolution import TitleResolver
from filiere.site.careers.profession_content import shipped_profession
from filiere.site.observatory.figure_register import current_register

_lock = threading.Lock()
_made: tuple[tuple[date, int], Advisor] | None = None


def current_advisor() -> Advisor:
    """The advisor of today, by the register as it is: the day decides which bridges count half."""
    global _made
    register = current_register()
    key = (timezone.localdate(), id(register))
    with _lock:
        if _made is None or _made[0] != key:
            _made = (key, build_advisor(shipped_profession(), register=register, on=key[0]))
        return _made[1]


@cache
def title_resolver() -> TitleResolver:
    """The reader of titles, over every job that the profession describes: its titles and those people use."""
    return TitleResolver(list_profession_titles(shipped_profession()))
