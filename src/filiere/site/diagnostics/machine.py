"""What `filiere doctor` looks at of the machine: disk, rights of files, programs, fonts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from filiere.site.diagnostics.checks import (
    DiagnosticFinding,
    error_finding,
    has_disk_room,
    ok_finding,
    register_check,
    warning_finding,
)
from filiere.site.file_permissions import closing_command, exposed_paths

LOW_DISK_FACTOR = 4
"""Times the floor under which a disk is told to fill up."""
FONTS = ("DejaVu Sans", "DejaVu Serif")


def get_data_folder() -> Path:
    """The data folder."""
    return Path(settings.FILIERE_HOME)


@register_check("disk")
def diagnose_disk(_full: bool) -> Iterator[DiagnosticFinding]:
    """Is there room for what comes."""
    free, floor = shutil.disk_usage(get_data_folder()).free, int(settings.FILIERE_DISK_FLOOR)
    fr = f"Il reste {free // 2**20} Mio sur le disque de {get_data_folder()}."
    en = f"{free // 2**20} MiB free on the disk holding {get_data_folder()}."
    todo = (
        "Libérez de la place ou agrandissez le disque. Ce qui se refait d’abord : logs/, backups/, les versions de "
        "sources/ qui ne servent plus.",
        "Free some space or enlarge the disk. Start with what can be recreated: logs/, backups/, versions in "
        "sources/ no longer in use.",
    )
    if not has_disk_room():
        yield error_finding("disk", fr, en, *todo)
    elif free < LOW_DISK_FACTOR * floor:
        yield warning_finding("disk", fr, en, *todo)
    else:
        yield ok_finding("disk", fr, en)


@register_check("permissions")
def diagnose_file_permissions(_full: bool) -> Iterator[DiagnosticFinding]:
    """Can another account of the machine read anything."""
    database = settings.DATABASES["default"]
    beside = [Path(str(database["NAME"]))] if str(database["ENGINE"]).endswith("sqlite3") else []
    found = exposed_paths(get_data_folder(), *beside, deep=True)
    if not found:
        yield ok_finding(
            "permissions",
            "Les fichiers ne sont lisibles que par leur propriétaire.",
            "Files are readable by their owner only.",
        )
        return
    command = closing_command((get_data_folder(),)).replace("chmod ", "chmod -R ")
    yield warning_finding(
        "permissions",
        f"{len(found)} fichiers ou dossiers sont lisibles par d’autres, à commencer par {found[0]}.",
        f"{len(found)} files or folders can be read by others, starting with {found[0]}.",
        f"Lancez : {command}",
        f"Run: {command}",
    )


@register_check("documents")
def diagnose_pdf_rendering(_full: bool) -> Iterator[DiagnosticFinding]:
    """Can pages of PDF be set, and with the fonts that they are drawn for."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        yield error_finding(
            "documents",
            f"Pango ou HarfBuzz manquent : aucun PDF ne peut être fait ({str(error).splitlines()[0][:120]}).",
            f"Pango or HarfBuzz is missing: PDFs cannot be produced ({str(error).splitlines()[0][:120]}).",
            "Installez : libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian).",
            "Install: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 (Debian).",
        )
        return
    yield ok_finding("documents", "Les PDF peuvent être faits (Pango).", "PDFs can be produced (Pango).")
    yield _diagnose_fonts()


def _diagnose_fonts() -> DiagnosticFinding:
    program = shutil.which("fc-list")
    if program is None:
        return warning_finding(
            "fonts",
            "fc-list manque : les polices ne peuvent pas être listées.",
            "fc-list is missing: fonts cannot be listed.",
            "Installez le paquet fontconfig.",
            "Install the fontconfig package.",
        )
    said = subprocess.run([program, ":", "family"], capture_output=True, text=True, timeout=30, check=False).stdout  # noqa: S603
    missing = [name for name in FONTS if name not in said]
    if missing:
        return warning_finding(
            "fonts",
            f"Polices absentes : {', '.join(missing)}. Les PDF prendront ce qu’ils trouvent.",
            f"Fonts missing: {', '.join(missing)}. PDFs will use whatever is available.",
            "Installez le paquet fonts-dejavu-core.",
            "Install the fonts-dejavu-core package.",
        )
    return ok_finding("fonts", "Les polices des PDF sont là.", "The fonts for PDFs are installed.")


@register_check("java")
def diagnose_java(_full: bool) -> Iterator[DiagnosticFinding]:
    """Is Java there, where Spark is."""
    if find_spec("pyspark") is None:
        yield ok_finding(
            "java",
            "Spark n’est pas installé : Java ne sert pas.",
            "Spark is not installed: Java is not used.",
        )
    elif shutil.which("java") or Path(os.environ.get("JAVA_HOME", ""), "bin", "java").is_file():
        yield ok_finding("java", "Spark est installé, et Java est là.", "Spark is installed, and Java is available.")
    else:
        yield warning_finding(
            "java",
            "Spark est installé, mais Java manque : les calculs demandés à Spark échoueront.",
            "Spark is installed, but Java is missing: anything requiring Spark will fail.",
            "Installez Java 17 ou 21 (default-jre-headless), ou retirez Spark.",
            "Install Java 17 or 21 (default-jre-headless), or remove Spark.",
        )
