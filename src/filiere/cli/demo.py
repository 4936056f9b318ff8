"""`filiere demo`: from nothing to a site that answers."""

from __future__ import annotations

import os
import time
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from filiere.cli.options import PortOption, describe_stage
from filiere.cli.serve import print_in_both_languages, serve_site
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
    from filiere.site.web_server import LOOPBACK, local_address

    if host in LOOPBACK:
        # Letters and certificates are written before the site is served: they lead to where it will be.
        os.environ.setdefault("FILIERE_ADDRESS", local_address(host, port).rstrip("/"))
    if demonstration.is_built():
        print_in_both_languages(
            Text(
                fr="La démonstration est déjà construite pour ce contenu.",
                en="The demonstration has already been built for this content.",
            )
        )
    else:
        _build_demonstration()
    if serve:
        demonstration.confirm_machine_clock()
        serve_site(host, port)


def _build_demonstration() -> None:
    from filiere.site import demonstration_builder as demonstration

    started = time.monotonic()
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)

        def step(words: Text) -> None:
            console.print(f"→ {words}", highlight=False)
            bars.update(task, description=str(words), total=None, completed=0)

        def progress(stage: str, done: int, total: int) -> None:
            bars.update(task, description=describe_stage(stage), completed=done, total=total or None)

        # The day is read here, at the edge: engines and the site's acts take it as an argument.
        built = demonstration.build_demo(date.today(), step, progress)
    seconds = round(time.monotonic() - started)
    print_in_both_languages(
        Text(
            fr=f"Démonstration construite en {seconds} s : {built.figures} chiffres au registre.",
            en=f"Demonstration built in {seconds} s: {built.figures} figures in the register.",
        )
    )
    if built.kept_real_source:
        print_in_both_languages(
            Text(
                fr="Un fichier réel est déjà accepté pour urssaf-commune-ape : le fichier fictif ne le remplace pas.",
                en="A real file is already accepted for urssaf-commune-ape: the fictitious one does not replace it.",
            )
        )
    if built.password is not None:
        print_in_both_languages(
            Text(
                fr=f"Compte de l’équipe (fictif) : {demonstration.DEMO_EMAIL}, mot de passe {built.password} "
                "(affiché une seule fois).",
                en=f"Staff account (fictitious): {demonstration.DEMO_EMAIL}, password {built.password} (shown once).",
            )
        )
    else:
        print_in_both_languages(
            Text(
                fr=f"Compte de l’équipe (fictif) : {demonstration.DEMO_EMAIL}. "
                f"Nouveau mot de passe : filiere users password {demonstration.DEMO_EMAIL}",
                en=f"Staff account (fictitious): {demonstration.DEMO_EMAIL}. "
                f"New password: filiere users password {demonstration.DEMO_EMAIL}",
            )
        )
