"""Small source files in the official layout, for the tests of whatever stands above the sources engine."""

from __future__ import annotations

YEARS = (2021, 2022)
_PLACE = "Normandie;Haute-Normandie;Seine-Maritime;Rouen;Fictif EPCI;{name};{code} {name}"
_ACTIVITY = "GS4 Autres services;RZ;NZ;82;{label}"
_CODES = "28;23;76;2815;200023414;{code};{ape}"

HEADER = (
    "Région;Ancienne région;Département;Zone d'emploi;EPCI;Nom commune;Commune;Grand secteur d'activité;Secteur NA17;"
    "Secteur NA38;Secteur NA88;APE;Code région;Code ancienne région;Code département;Code zone d'emploi;Code EPCI;"
    "Code commune;Code APE;" + ";".join(f"Nombre d'établissements {year};Effectifs salariés {year}" for year in YEARS)
)

# A headcount below zero, a word for a number, and a commune that does not exist.
BAD_ROWS = (
    ("76540", "Rouen", "6201Z", "1;-4;1;2"),
    ("76540", "Rouen", "6202A", "1;douze;1;2"),
    ("99999", "Nulle-Part", "8220Z", "1;4;1;2"),
)


def urssaf_csv(extra: tuple[tuple[str, str, str, str], ...] = (), employees: int = 10) -> bytes:
    """Return a file of Rouen with 8220Z and one other activity, plus `extra` rows (code, name, APE, numbers)."""
    rows = (
        ("76540", "Rouen", "8220Z", f"2;{employees};3;{employees * 2}"),
        ("76540", "Rouen", "4711F", "1;;1;150"),
        *extra,
    )
    lines = [HEADER]
    for code, name, ape, numbers in rows:
        place = _PLACE.format(name=name, code=code)
        lines.append(f"{place};{_ACTIVITY.format(label=ape)};{_CODES.format(code=code, ape=ape)};{numbers}")
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


TENSIONS_HEADER = (
    "fap;Emploi moyen;Tension;Catégorie Tension;Intensité d'embauches;Lien formation-emploi;"
    "Manque de main-d'œuvre disponible;Non-durabilité de l'emploi;Conditions de travail contraignantes;"
    "Inadéquation géographique;Année;niveau_geo;niveau_fap;reg;dep"
)
_RANKS = "0.5;3;1;2;3;4;5;1"


def tensions_csv() -> str:
    """Made-up numbers: one region, three departments of which one is unknown, rounded to fifty; and a wider family."""
    rows = [("nat", "", "", "1200"), ("reg", "28", "", "900"), ("dep", "", "76", "650"), ("dep", "", "27", "200")]
    lines = [
        f"R1Z67;{jobs};{_RANKS};2019;{level};fap 225;{region};{department}" for level, region, department, jobs in rows
    ]
    lines.append(f"R1Z67;;{_RANKS};2019;dep;fap 225;;86")
    lines += [f"R1Z;5000;{_RANKS};2019;nat;fap 87;;", f"R1Z;5000;{_RANKS};2019;dep;fap 87;;76"]
    return "\n".join([TENSIONS_HEADER, *lines]) + "\n"
