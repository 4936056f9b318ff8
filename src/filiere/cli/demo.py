"""`filiere demo` and `filiere serve`: from nothing to a site that answers."""

from __future__ import annotations

import time
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from filiere.cli.options import PortOption, describe_stage
from filiere.cli.requested_language import terminal_language
from filiere.core import Text


def demo(*, serve: bool = True, port: PortOption = 8000, host: str = "127.0.0.1") -> None:
    """Construire la démonstration et servir le site. · Build the demonstration and serve the site.

    Parameters
    ----------
    serve
        Servir le site après l’avoir construit. · Serve the site once it is built.
    port
        Port où servir. · Port to serve on.
    host
        Adresse où écouter. · Address to listen on.
    """
    from filiere.site import demonstration_builder as demonstration

    if demonstration.is_built():
        _print_both(
            Text(
                fr="La démonstration est déjà construite pour ce contenu.",
                en="The demonstration has already been built for this content.",
            )
        )
    else:
        _build_demonstration()
    if serve:
        demonstration.confirm_machine_clock()
        _serve_site(host, port)


def serve(*, port: PortOption = 8000, host: str = "127.0.0.1") -> None:
    """Servir le site sans rien construire. · Serve the site, building nothing.

    Parameters
    ----------
    port
        Port où servir. · Port to serve on.
    host
        Adresse où écouter. · Address to listen on.
    """
    _serve_site(host, port)


def _build_demonstration() -> None:
    from filiere.site import demonstration_builder as demonstration

    lang = terminal_language()
    started = time.monotonic()
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)

        def step(words: Text) -> None:
            console.print(f"→ {words.get(lang)}", highlight=False)
            bars.update(task, description=words.get(lang), total=None, completed=0)

        def progress(stage: str, done: int, total: int) -> None:
            bars.update(task, description=describe_stage(stage, lang), completed=done, total=total or None)

        # The day is read here, at the edge: engines and the site's acts take it as an argument.
        built = demonstration.build_demo(date.today(), step, progress)
    seconds = round(time.monotonic() - started)
    _print_both(
        Text(
            fr=f"Démonstration construite en {seconds} s : {built.figures} chiffres au registre.",
            en=f"Demonstration built in {seconds} s: {built.figures} figures in the register.",
        )
    )
    if built.kept_real_source:
        _print_both(
            Text(
                fr="Un fichier réel est déjà accepté pour urssaf-commune-ape : le fichier fictif ne le remplace pas.",
                en="A real file is already accepted for urssaf-commune-ape: the fictitious one does not replace it.",
            )
        )
    if built.password is not None:
        _print_both(
            Text(
                fr=f"Compte de l’équipe (fictif) : {demonstration.DEMO_EMAIL}, mot de passe {built.password} "
                "(affiché une seule fois).",
                en=f"Staff account (fictitious): {demonstration.DEMO_EMAIL}, password {built.password} (shown once).",
            )
        )
    else:
        _print_both(
            Text(
                fr=f"Compte de l’équipe (fictif) : {demonstration.DEMO_EMAIL}. "
                f"Nouveau mot de passe : filiere users password {demonstration.DEMO_EMAIL}",
                en=f"Staff account (fictitious): {demonstration.DEMO_EMAIL}. "
                f"New password: filiere users password {demonstration.DEMO_EMAIL}",
            )
        )


def _serve_site(host: str, port: int) -> None:
    from filiere.site.web_server import serve as serve_site

    _print_both(Text(fr="Préparation des pages…", en="Preparing the pages…"))

    def ready(address: str) -> None:
        _print_both(
            Text(
                fr=f"Le site répond à {address} (Ctrl+C pour l’arrêter).",
                en=f"The site answers at {address} (Ctrl+C stops it).",
            )
        )

    serve_site(host, port, ready)


def _print_both(words: Text) -> None:
    """Print in both languages: whoever starts a demonstration may not be whoever looks at it."""
    print(words.get("fr"), flush=True)
    print(words.get("en"), flush=True)
