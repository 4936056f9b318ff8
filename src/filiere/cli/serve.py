"""`filiere serve`: the site, served from here."""

from __future__ import annotations

from filiere.cli.options import PortOption
from filiere.core import Text


def serve(*, port: PortOption = 8000, host: str = "127.0.0.1") -> None:
    """Servir le site sans rien construire. · Serve the site, building nothing.

    Parameters
    ----------
    port
        Port où servir. · Port to serve on.
    host
        Adresse où écouter. · Address to listen on.
    """
    serve_site(host, port)


def serve_site(host: str, port: int) -> None:
    """Serve the site, and say so in both languages."""
    from filiere.site import web_server

    print_in_both_languages(Text(fr="Préparation des pages…", en="Preparing the pages…"))

    def ready(address: str) -> None:
        print_in_both_languages(
            Text(
                fr=f"Le site répond à {address} (Ctrl+C pour l’arrêter).",
                en=f"The site is running at {address} (press Ctrl+C to stop).",
            )
        )

    web_server.serve(host, port, ready)


def print_in_both_languages(words: Text) -> None:
    """Print in both languages: whoever starts a demonstration may not be whoever looks at it."""
    print(words.get("fr"), flush=True)
    print(words.get("en"), flush=True)
