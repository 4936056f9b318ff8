"""Pages read and forms sent while another process holds the write lock of the database, and once it lets go."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from html import unescape
from typing import Any

from django.test import Client
from support.scenes.dossier_sample import make_member, make_person
from support.scenes.double_post_sample import FACTS, browser, signed_in
from support.scenes.granted_sample import grant

PUBLIC = (
    "/fr/", "/fr/weight/", "/en/map/", "/fr/register/", "/fr/label/", "/fr/label/register/", "/fr/privacy/",
    "/fr/organisations/bodies/", "/fr/committee/", "/fr/tables/", "/en/label/register/statistics/", "/fr/sign-in/",
    "/api/v1/figures", "/sitemap.xml",
)  # fmt: skip


def all_at_once() -> dict[str, Any]:
    """Statuses of pages and of a complaint while the lock is held, then of the same complaint sent again by its page.

    It needs a file, and a server process as `filiere.site.wsgi` sets it up.
    """
    from django.db import connection, connections

    from filiere.site import wsgi  # noqa: F401  It bounds the waits.
    from filiere.site.register.models import Complaint

    found: dict[str, Any] = {"seconds": connections.settings["default"]["OPTIONS"]["timeout"]}
    holder = grant("Alpha Appels")
    editor, staff = signed_in(make_member(holder.organisation)), signed_in(make_person("staff"))
    address = f"/fr/label/register/complaints/new/{holder.key}/"
    reading: list[tuple[Client, str]] = [(browser(), path) for path in (*PUBLIC, address)]
    reading += [(editor, f"/fr/dossiers/{holder.key}/"), (editor, "/fr/account/"), (staff, "/fr/staff/")]
    # Nothing waits here: what would have had to is refused at once.
    connection.close()
    connections.settings["default"]["OPTIONS"]["timeout"] = 0
    writer = browser()
    writer.raise_request_exception = False
    writer.get(address)
    sent = {"capacity": "union", "facts": FACTS, "form_token": "a-token-of-its-own"}
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found["reading"] = {path: answer for who, path in reading if (answer := who.get(path).status_code) != 200}
        refused = writer.post(address, sent)
        other.execute("ROLLBACK")
    page = refused.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    again = {name: unescape(value) for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    found["refused"] = [refused.status_code, refused.get("Retry-After"), Complaint.objects.count(), again == sent]
    found["again"] = [writer.post(address, again).status_code, Complaint.objects.count()]
    return found
