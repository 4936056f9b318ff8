"""Drawing a document as a PDF: in a child process with limits, as what a person sent is read.

A document prints what people wrote, and the time it takes to lay out grows with each line of theirs: drawn where pages
are answered, a few plans of short lines would hold every thread of the site. The last prints are kept in memory: the
same record gives the same bytes, so that a paper that many ask for is drawn once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any

from filiere.core import Fault, Faults, Lang, Text
from filiere.site import child_process
from filiere.site.child_process import PDF_MODULES, ChildStopped
from filiere.site.child_process.faults import StopReason
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

MAX_CACHED_DOCUMENTS, MAX_CACHED_BYTES = 64, 1 << 20
"""Prints kept by a process, and bytes beyond which one is not."""


class PdfNotRendered(Faults):
    """A document that could not be drawn now: it tells of the machine and of the texts, never of what they prove."""


_rendered_documents: OrderedDict[Any, bytes] = OrderedDict()
_lock = threading.Lock()


def render_pdf[Record](
    sent: InputOrigin,
    function: Callable[..., bytes],
    record: Record,
    lang: Lang,
    /,
    *,
    keep: bool = True,
    **options: bool,
) -> bytes:
    """Return what a function of `filiere.publication.documents` draws of a record. Raises `PdfNotRendered` when it
    would take too long, or when too many documents are being drawn.

    ``sent`` is who asks, and what the document is about. Without ``keep``, no print stays in memory: what a person told
    of themselves is not kept. Call it outside any transaction.
    """
    key = (function, record, lang, tuple(sorted(options.items())))
    with _lock:
        found = _rendered_documents.get(key)
        if found is not None:
            _rendered_documents.move_to_end(key)
            return found
    _start_renderer()
    try:
        drawn = read_sandboxed(sent, function, record, lang, **options)
    except ChildStopped as stopped:
        raise PdfNotRendered([_BUSY_FAULT if stopped.how == StopReason.BUSY else _TOO_LONG_FAULT]) from stopped
    if keep and len(drawn) <= MAX_CACHED_BYTES:
        with _lock:
            _rendered_documents[key] = drawn
            while len(_rendered_documents) > MAX_CACHED_DOCUMENTS:
                _rendered_documents.popitem(last=False)
    return drawn


@cache
def _start_renderer() -> None:
    child_process.start(PDF_MODULES)


_TOO_LONG_FAULT = Fault(
    code="print-too-long",
    message=Text(
        fr="Ce document n’a pas pu être mis en page dans les limites du serveur : le serveur est trop occupé, ou les "
        "textes à imprimer sont trop longs.",
        en="This document could not be laid out within the server’s limits: the server is too busy, or the texts to "
        "print are too long.",
    ),
    remedy=Text(
        fr="Rien n’est perdu : tout se lit sur la page d’où vous venez. Redemandez-le dans quelques minutes ; s’il "
        "échoue encore, prévenez l’équipe du site.",
        en="Nothing is lost: all of it can be read on the page you came from. Request it again in a few minutes; if "
        "it still fails, tell the site staff.",
    ),
)
_BUSY_FAULT = Fault(
    code="print-busy",
    message=Text(
        fr="Le site met déjà en page autant de documents qu’il peut à la fois.",
        en="The site is already laying out as many documents as it can at once.",
    ),
    remedy=Text(fr="Redemandez-le dans une minute.", en="Request it again in a minute."),
)
