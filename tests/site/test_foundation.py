"""What every page rests on: languages, headers, static files, the tag library, the data folder."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import parse_qs

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from support.harness.built_demonstration import environment_of

import filiere.site
from filiere.core import Period, Text
from filiere.site.client_addresses import client_address, client_network
from filiere.site.data_folder import home_path
from filiere.site.kit.languages import use_page_language
from filiere.site.secret_key import load_secret_key
from filiere.site.security_exemptions import allow_embedding
from filiere.site.web_server import set_server_header


def render(source: str, lang: str = "fr", **context: Any) -> str:
    """Render a template in a language."""
    with use_page_language(lang):
        return Template("{% load filiere %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("accepted", "address"), [("en-GB,en;q=0.9", "/en/"), ("fr", "/fr/"), ("de", "/fr/"), ("", "/fr/")]
)
def test_the_root_follows_the_reader(client: Client, accepted: str, address: str) -> None:
    """`/` leads to French unless the browser asks for English, and caches are told why."""
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, address)
    assert "Accept-Language" in response["Vary"]
    assert client.post("/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/fr/sign-in/", "/en/nothing-here/", "/fr/staff/"])
def test_headers_of_every_page(client: Client, address: str) -> None:
    """The policy lets nothing inline and nothing foreign; frames, sniffing and referrers are closed."""
    response = client.get(address)
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    # L3: how long a refusal took tells nobody whether there was something to refuse.
    refused = response.status_code in (401, 403, 404)
    assert response.headers.get("Server-Timing", "").startswith("app;dur=") is not refused
    assert "camera=()" in response["Permissions-Policy"]  # L9
    assert "publickey-credentials" not in response["Permissions-Policy"]


def test_no_page_hides_where_its_forms_come_from() -> None:
    """A browser that is told to name no page sends forms from nowhere, which are refused as those of another site."""
    templates = Path(filiere.site.__file__).parent / "templates"
    assert not [path.name for path in templates.rglob("*.html") if "no-referrer" in path.read_text(encoding="utf-8")]


def test_the_server_does_not_tell_its_program() -> None:
    """L9."""
    from gunicorn.http.wsgi import Response

    set_server_header()
    assert "gunicorn" not in str(Response(Mock(), None, None).version)


@pytest.mark.django_db
def test_a_public_page_needs_no_cookie(client: Client) -> None:
    """Reading opens no session, and pages do not vary by cookie: a cache in front may keep them."""
    response = client.get("/fr/nothing-here/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "words"), [("fr", "Page introuvable"), ("en", "Page not found")])
def test_a_missing_page_says_what_to_do(client: Client, lang: str, words: str) -> None:
    """An error page is a page: its language, its frame, its remedy."""
    response = client.get(f"/{lang}/nothing-here/")
    assert response.status_code == 404
    assert words in response.content.decode()


@pytest.mark.django_db
def test_head_has_no_body(client: Client) -> None:
    """HEAD answers with the length of GET and nothing else."""
    head, get = client.head("/fr/sign-in/"), client.get("/fr/sign-in/")
    assert head.content == b""
    assert abs(int(head["Content-Length"]) - len(get.content)) < 10


def test_an_embeddable_page_may_be_framed() -> None:
    """Only a view that says so can be shown by another site; the rest of its policy stays."""

    @allow_embedding
    def card(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("card")

    response: Any = card(RequestFactory().get("/"))
    assert response.xframe_options_exempt
    assert response._csp_config["frame-ancestors"] == ["*"]
    assert response._csp_config["default-src"] == ["'self'"]


def test_forwarded_addresses_are_believed_only_behind_a_proxy(settings: Any) -> None:
    """A visitor cannot choose the address under which their failures are counted."""
    meta = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.4"}
    settings.TRUSTED_PROXY = False
    assert client_address(meta) == "192.0.2.1"
    settings.TRUSTED_PROXY = True
    assert client_address(meta) == "198.51.100.4"


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("198.51.100.4", "198.51.100.4"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::7", "2001:db8:1:2::/64"),
        ("[2001:db8:1:3::7]", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:198.51.100.4", "198.51.100.4"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_limits_count_a_visitor_by_what_one_customer_has(written: str, counted: str) -> None:
    """The addresses of one /64 are those of one household: each of them had its own five passwords."""
    assert client_network({"REMOTE_ADDR": written}) == counted


def test_static_addresses_change_with_content(client: Client) -> None:
    """The sheet is served by the site, at an address stamped by its content, for a year."""
    address = render("{% load static %}{% static 'filiere/style.css' %}")
    assert "?v=" in address
    response = client.get(address)
    assert response.status_code == 200
    assert "max-age=31536000" in response["Cache-Control"]


COMPUTED_CLASSES = frozenset({"kept-primary", "s1", "s2"})
"""Classes of which templates and code write the end by rank or by kind."""


def test_every_class_of_the_style_sheet_is_worn_by_something() -> None:
    site = Path(filiere.site.__file__).parent
    style = (site / "static" / "filiere" / "style.css").read_text(encoding="utf-8")
    rules = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", style, flags=re.DOTALL)
    written: set[str] = set()
    for path in site.parent.rglob("*"):
        if path.suffix in {".html", ".js", ".md", ".py", ".yaml"}:
            written |= set(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
    classes = set(re.findall(r"\.([a-z_][\w-]*)", rules))
    assert len(classes) > 200
    assert classes - written == COMPUTED_CLASSES


def test_days_and_hours_as_each_language_writes_them() -> None:
    """The first of a month is « 1er » in French, and an hour has no leading zero."""
    source = "{{ first|day }} | {{ second|day }} | {{ nine|hour }} | {{ at|moment }}"
    said = {
        "first": date(2027, 1, 1),
        "second": date(2027, 1, 2),
        "nine": time(9, 5),
        "at": datetime(2027, 3, 1, 8, 5, tzinfo=UTC),
    }
    assert render(source, **said).replace("\u00a0", " ") == (
        "1<sup>er</sup> janvier 2027 | 2 janvier 2027 | 9 h 05 | 1<sup>er</sup> mars 2027, 9 h 05"
    )
    assert render(source, "en", **said) == "1 January 2027 | 2 January 2027 | 09:05 | 1 March 2027, 09:05"


def test_a_made_up_name_is_marked_once() -> None:
    """The mark follows a name that does not say it in the reader's language, and no real one."""
    source = "{{ name }}{% fict_mark name made %}"
    assert render(source, name="Voix (fictif)", made=True) == "Voix (fictif)"
    assert render(source, "en", name="Voix (fictif)", made=True) == 'Voix (fictif) <span class="fict">fictitious</span>'
    assert render(source, name="Voix", made=True) == 'Voix <span class="fict">fictif</span>'
    assert render(source, name="Voix", made=False) == "Voix"


def test_both_languages_side_by_side() -> None:
    """`t` picks the language, sets French spaces, and escapes values but not the template's own words."""
    source = '{% t "Vraiment ? <b>{n}</b>" "Really? <b>{n}</b>" n=value %}'
    assert render(source, value="<i>") == "Vraiment\u202f? <b>&lt;i&gt;</b>"
    assert render(source, "en", value=3) == "Really? <b>3</b>"
    assert render("{% t words words %}", words="<b>") == "&lt;b&gt;"
    assert render("{% fr %}Oui !{% en %}Yes!{% endfr %}") == "Oui\u202f!"
    assert render("{% fr %}Oui !{% en %}Yes!{% endfr %}", "en") == "Yes!"
    long = (
        "{% text n=value as said %}\n  Vraiment ?\n  « <b>{n}</b>\u00a0'x' »\n"
        "{% en %}\n  Really?\n  {n}\n{% endtext %}|{{ said }}|"
    )
    assert render(long, value="<i>") == "|Vraiment\u202f? «\u00a0<b>&lt;i&gt;</b>\u00a0'x'\u00a0»|"
    assert render(long, "en", value=3) == "|Really? 3|"
    for wrong in (
        "{% text n %}a{% en %}b{% endtext %}",
        "{% text %}{{ a }}{% en %}b{% endtext %}",
        "{% text %}a{% endtext %}",
        "{% text %}{% en %}b{% endtext %}",
    ):
        with pytest.raises(TemplateSyntaxError):
            render(wrong)
    assert render("{{ x|text }}", x=Text(fr="oui ;", en="yes;")) == "oui\u202f;"
    assert render("{{ x|text }}{{ y|text }}", "en", x={"fr": "a", "en": "b"}, y=None) == "b"


def test_pages_are_sent_without_the_indentation_of_templates(tmp_path: Path) -> None:
    """One space for an end of line, and the text of a field as it stands."""
    (tmp_path / "a.html").write_text("<p>\n    Un\n\n  deux\n</p>\n<textarea>\n  a\n b</textarea>\n", encoding="utf-8")
    engine = Engine(loaders=[("filiere.site.minifying_loader.Loader", [tmp_path])])
    assert engine.get_template("a.html").render(Context()) == "<p> Un deux </p> <textarea>\n  a\n b</textarea> "


def test_numbers_and_dates_as_people_write_them() -> None:
    """Separators, signs, periods and moments follow the language."""
    assert render("{{ n|num }} {{ s|pct }} {{ d|signed:1 }}", n=36352, s=Decimal("20"), d=-1.5) == (
        "36\u202f352 20,0\u202f% −1,5"
    )
    assert render("{{ n|num }} {{ s|pct }} {{ u|num }}", "en", n=36352, s=20, u=None) == "36,352 20.0% –"
    assert render("{{ p|period }}", p=Period.parse("2008")) == "2008"
    assert render("{{ p|period }}", p="2008") == "2008"
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert render("{{ m|moment }}", m=noon) == "24 novembre 2026, 12\u00a0h\u00a000"
    assert render("{{ m|day }}", "en", m=noon) == "24 November 2026"


@pytest.mark.parametrize(("filtered", "words"), [("num:1", "87,5"), ("pct", "87,5\u202f%"), ("signed", "+87,5")])
def test_a_number_kept_as_text_in_a_sealed_paper_is_written_as_one(filtered: str, words: str) -> None:
    """The page of a label writes the share of jobs that its certificate sealed, which is text: it ended in an error."""
    assert render("{% load filiere %}{{ share|" + filtered + " }}", share="87.5") == words


def test_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`FILIERE_HOME` names it; the secret is drawn once, for its owner alone, and the environment wins."""
    monkeypatch.setenv("FILIERE_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("FILIERE_SECRET_KEY", raising=False)
    home = home_path()
    assert home == tmp_path / "data"
    first = load_secret_key(home)
    assert len(first) >= 50
    assert load_secret_key(home) == first
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    given = "given by whoever keeps the machine, and long enough"
    monkeypatch.setenv("FILIERE_SECRET_KEY", given)
    assert load_secret_key(home) == given


DEPLOYED = """
import json
from filiere.site.django_startup import start_django
start_django()
from django.conf import settings as s
from django.test import Client
ask = Client(SERVER_NAME="observatoire.example").get
plain, watched, safe = ask("/fr/sign-in/"), ask("/healthz"), ask("/fr/sign-in/", headers={"x-forwarded-proto": "https"})
print(json.dumps({
    "cookies": [s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE], "hosts": s.ALLOWED_HOSTS, "debug": s.DEBUG,
    "plain": [plain.status_code, plain.get("Location")], "watched": watched.status_code,
    "safe": [safe.status_code, safe.get("Strict-Transport-Security")],
}))
"""


@pytest.mark.parametrize(("asked", "seconds"), [({}, 86400), ({"FILIERE_HSTS_SECONDS": "3600"}, 3600)])
def test_deployment_settings(fresh: Path, asked: dict[str, str], seconds: int) -> None:
    """L9: over HTTPS, cookies are for HTTPS only, plain HTTP is led there, and browsers told to come no other way."""
    given = {
        "FILIERE_HTTPS": "1",
        "FILIERE_TRUSTED_PROXY": "1",
        "FILIERE_ALLOWED_HOSTS": "observatoire.example, www.observatoire.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", DEPLOYED],
        env=environment_of(fresh) | given | asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "cookies": [True, True],
        "hosts": ["observatoire.example", "www.observatoire.example"],
        "debug": False,
        "plain": [301, "https://observatoire.example/fr/sign-in/"],
        "watched": 200,
        "safe": [200, f"max-age={seconds}"],
    }


@pytest.mark.django_db
def test_the_models_have_their_migrations() -> None:
    """No model changed without its migration."""
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_database_is_strict() -> None:
    """On SQLite, foreign keys are enforced and a writer takes its turn from the start."""
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("this run uses PostgreSQL, which needs no setting for it")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.transaction_mode == "IMMEDIATE"


def test_the_pages_of_a_list_keep_what_else_the_address_asks() -> None:
    """Before and after, the rest escaped; a list of one page has none."""
    request = RequestFactory().get("/fr/", {"q": '"><b> & Cie', "page": "2"})
    said = render_to_string("_pager.html", {"number": 2, "last": 3, "anchor": "#list"}, request)
    links = [parse_qs(unescape(one)) for one in re.findall(r'href="\?([^"]*)#list"', said)]
    assert links == [{"q": ['"><b> & Cie'], "page": [page]} for page in ("1", "3")]
    assert "<b>" not in said
    assert "nav" not in render_to_string("_pager.html", {"number": 1, "last": 1}, request)
