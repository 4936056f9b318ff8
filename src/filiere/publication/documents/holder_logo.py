"""The logo of a holder, drawn for its certificate and no other, and the kit that goes with it.

Number and last day are part of the drawing: a logo that is copied from another company, or kept after its term, says
so itself. Our own drawing: two brackets of speech that hold one another. Text is text, in the fonts of the reader, so
that a screen reader and a search find the number.
"""

from __future__ import annotations

import io
import textwrap
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from filiere.core.dates import format_day
from filiere.core.text import LANGUAGES, Lang, Text
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.svg import canvas, element, escape_words

Ink = Literal["colour", "black", "white"]
INKS: tuple[Ink, ...] = ("colour", "black", "white")
_FILL: dict[Ink, str] = {"colour": "#0a5566", "black": "#000000", "white": "#ffffff"}
_SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
MOST_NAME_SIGNS = 28
"""Letters of a line at most, so that it stays inside whatever font the reader has."""

_ZIP_DATE = (2027, 1, 1, 0, 0, 0)
"""The date of the files of a kit: the same kit has the same bytes whenever it is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """What a logo says. ``verify_url`` is where anyone reads whether the label still stands."""

    label: Text
    number: str
    organisation: str
    until: date
    verify_url: str
    provisional: bool = False
    fictitious: bool = False


def logo_svg(logo: Logo, lang: Lang, ink: Ink = "colour") -> str:
    """Return the drawing: 320 by 120, at its best from 40 millimetres wide."""
    fill = _FILL[ink]
    until = format_day(logo.until - timedelta(days=1), lang)
    kind = (
        choose_words(lang, "Certificat provisoire", "Provisional certificate")
        if logo.provisional
        else localize_text(logo.label, lang)
    )
    name = textwrap.wrap(kind, MOST_NAME_SIGNS)[:2]
    top = 27 if len(name) > 1 else 36
    lines = [_text_line(words_, top + 16 * n, 13, fill, weight="700") for n, words_ in enumerate(name)]
    lines += [
        _text_line(choose_words(lang, f"n° {logo.number}", f"no. {logo.number}"), 63, 13, fill),
        _text_line(choose_words(lang, f"jusqu’au {until}", f"until {until}"), 82, 13, fill),
        _text_line(
            choose_words(lang, "vérifiez-le au registre du label", "check it in the label register"), 100, 10, fill
        ),
    ]
    if logo.fictitious:
        lines.append(_text_line(choose_words(lang, "FICTIF", "FICTITIOUS"), 114, 9, fill, weight="700"))
    desc = choose_words(
        lang,
        f"Label de {logo.organisation}, certificat n° {logo.number}, valable jusqu’au {until}.",
        f"Label of {logo.organisation}, certificate no. {logo.number}, valid until {until}.",
    )
    return canvas(
        320,
        120,
        [
            element("path", d="M52 18a42 42 0 0 0 0 84v-15a27 27 0 0 1 0-54z", fill=fill),
            element("path", d="M48 44a29 29 0 0 1 0 58l-14 12 4-16 10-11a14 14 0 0 0 0-28z", fill=fill),
            *lines,
        ],
        ident=f"logo-{lang}-{ink}",
        title=kind,
        desc=desc,
        class_="label-logo",
    ).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120" ', 1)


def _text_line(content: str, y: float, size: float, fill: str, weight: str = "400") -> str:
    return element(
        "text", escape_words(content), x=92, y=y, font_family=_SANS, font_size=size, font_weight=weight, fill=fill
    )


def write_usage_rules(logo: Logo, lang: Lang) -> str:
    """Return the rules of use, in plain text."""
    until = format_day(logo.until - timedelta(days=1), lang)
    if lang == "fr":
        lines = [
            f"Règles d’usage du logo – {logo.organisation}",
            f"Certificat n° {logo.number}, valable jusqu’au {until}",
            "",
            "1. Le logo est celui de l’entité et des sites du certificat. Un autre site, une filiale ou un client ne",
            "   l’affiche pas.",
            "2. Le numéro et la date restent lisibles : 40 mm de large au moins, ou 150 pixels.",
            "3. Le dessin n’est ni déformé, ni recoloré, ni découpé. Trois encres : couleur, noir, blanc.",
            f"4. En ligne, le logo mène à {logo.verify_url}",
            "5. Notez dans le dossier, page Label, chaque endroit où vous l’affichez.",
            "6. Pendant une suspension, ne l’affichez nulle part de nouveau, et ne le citez pas dans une offre.",
            "7. À la fin du label, quelle qu’en soit la raison, il disparaît partout dans les 60 jours, avec une",
            "   preuve pour chaque endroit. Le registre du label dit si ce n’est pas fait.",
            "8. Le logo ne promet rien d’autre que ce que dit le certificat.",
        ]
    else:
        lines = [
            f"Rules of use of the logo – {logo.organisation}",
            f"Certificate no. {logo.number}, valid until {until}",
            "",
            "1. The logo is that of the legal unit and the sites of the certificate. Another site, a subsidiary or a",
            "   customer does not show it.",
            "2. Number and date stay legible: at least 40 mm wide, or 150 pixels.",
            "3. The drawing is neither stretched, nor coloured otherwise, nor cut. Three inks: colour, black, white.",
            f"4. On line, the logo leads to {logo.verify_url}",
            "5. Write down in the dossier, page Label, each place where you show it.",
            "6. During a suspension, show it nowhere anew, and do not cite it in an offer.",
            "7. When the label ends, whatever the reason, it goes everywhere within 60 days, with a proof for each",
            "   place. The label register says when this is not done.",
            "8. The logo promises nothing but what the certificate says.",
        ]
    if logo.fictitious:
        lines += [
            "",
            choose_words(lang, "Document fictif, pour la démonstration.", "Fictitious, for the demonstration."),
        ]
    return "\n".join(lines) + "\n"


def build_kit_zip(logo: Logo) -> bytes:
    """Return the kit: the drawing in each language and ink, and the rules; the same logo gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for lang in LANGUAGES:
            for ink in INKS:
                _add_file(archive, f"logo-{lang}-{ink}.svg", logo_svg(logo, lang, ink))
            _add_file(
                archive, {"fr": "regles-d-usage.txt", "en": "rules-of-use.txt"}[lang], write_usage_rules(logo, lang)
            )
    return stream.getvalue()


def _add_file(archive: zipfile.ZipFile, name: str, content: str) -> None:
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)
