"""Tables of simulations: the groups of one, what its questions tell apart, what its weights decide."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.referentials import Release
from filiere.referentials.groups import group_text
from filiere.site.label import words
from filiere.site.label.models import Simulation
from filiere.site.label.simulating import STEPS
from filiere.site.label.tables.common import LICENCE, shelf
from filiere.site.label.visibility import Shelf
from filiere.site.observatory.tables import Asked, UnknownTable, exported
from filiere.site.observatory.words import both

MADE_UP = both(
    "Dossiers inventés à partir de la seule version : ils montrent comment une règle agit, non l’état du secteur.",
    "Dossiers generated from the release alone: they show how a rule works, not the state of the sector.",
)
MOVEMENTS: Mapping[str, Text] = {
    "gains": both("Gagnent", "Gain"),
    "same": both("Gardent", "Keep"),
    "loses": both("Perdent", "Lose"),
    "open": both("Indécis", "Undecided"),
}


def simulation_asked(asked: Asked) -> tuple[Shelf, Simulation]:
    """The simulation that the parameter `id` names; raise :class:`UnknownTable`."""
    key = asked.params.get("id", "")
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        raise UnknownTable(key)
    found = Simulation.objects.visible_to(asked.actor).filter(pk=int(key)).first()
    if found is None:
        raise UnknownTable(key)
    return shelf(asked), found


def source(simulation: Simulation) -> Text:
    """Name the two fingerprints that the simulation was made on."""
    ends = (
        f"{simulation.before} ({simulation.before_sha256[:16]}…) → {simulation.after} ({simulation.after_sha256[:16]}…)"
    )
    return Text(fr=f"Filière, simulation {simulation.pk}, {ends}", en=f"Filière, simulation {simulation.pk}, {ends}")


def notes(simulation: Simulation) -> tuple[Text, ...]:
    """That the dossiers are made up, when they are."""
    return (MADE_UP,) if simulation.made_up else ()


def group_name(key: list[str], release: Release) -> Text:
    """The name of a group: its category and its size."""
    parts = [group_text(part, release) for part in key]
    return Text(fr=", ".join(one.fr for one in parts), en=", ".join(one.en for one in parts))


def _mean(ends: list[str] | None) -> Text | None:
    """A mean as text; its two ends when some dossiers are not whole."""
    if ends is None:
        return None
    low, high = ends
    if low == high:
        return Text(fr=low.replace(".", ","), en=low)
    return Text(fr=f"{low.replace('.', ',')} – {high.replace('.', ',')}", en=f"{low} – {high}")


def group_row(one: Mapping[str, Any], name: Text) -> Row:
    """One group, every column of the table."""
    return {
        "group": name,
        "dossiers": one["dossiers"],
        **{movement: one["movements"].get(movement, 0) for movement in MOVEMENTS},
        "mean_before": _mean(one["mean_before"]),
        "mean_after": _mean(one["mean_after"]),
    }


def groups_of(shelf: Shelf, simulation: Simulation) -> Table:
    """The groups of a simulation, then all of them together."""
    release = shelf.releases[simulation.before]
    told = simulation.result["groups"]
    rows = [group_row(one, group_name(one["group"], release)) for one in told]
    total = simulation.result["total"]
    if total is not None:
        rows.append(group_row(total, both("Ensemble", "Together")))
    return Table(
        id="label-simulation",
        title=both("Qui gagnerait, qui perdrait un niveau", "Who would gain, who would lose a level"),
        columns=(
            Column("group", both("Groupe", "Group")),
            Column("dossiers", both("Dossiers", "Dossiers"), kind="integer"),
            *(Column(key, label, kind="integer") for key, label in MOVEMENTS.items()),
            Column(
                "mean_before",
                both("Score moyen avant", "Mean score before"),
                definition=both(
                    "Deux nombres quand des dossiers sont incomplets : le plus bas et le plus haut possibles.",
                    "Two numbers when some dossiers are incomplete: the lowest and the highest possible.",
                ),
            ),
            Column("mean_after", both("Score moyen après", "Mean score after")),
        ),
        rows=tuple(rows),
        source=source(simulation),
        licence=LICENCE,
        notes=(
            *notes(simulation),
            Text(
                fr=f"Aucun groupe de moins de {simulation.min_group} dossiers n’est montré.",
                en=f"No group of fewer than {simulation.min_group} dossiers is shown.",
            ),
        ),
        fictitious=simulation.made_up,
        marked=frozenset({len(rows) - 1}) if total is not None else frozenset(),
    )


def questions_of(shelf: Shelf, simulation: Simulation) -> Table:
    """What each question discriminates, the most telling first."""
    release = shelf.releases[simulation.before]
    categories = release.referential.categories
    told = [one for one in simulation.result["questions"] if one["key"] in release.criteria]
    told.sort(
        key=lambda one: (one["correlation"] is None, -Decimal(one["correlation"] or 0), one["key"], one["category"])
    )
    rows: list[Row] = []
    for one in told:
        criterion = release.criteria[one["key"]]
        category = categories.get(one["category"])
        rows.append(
            {
                "key": criterion.key,
                "number": criterion.number,
                "question": criterion.text,
                "category": category.text if category is not None else one["category"],
                "correlation": Decimal(one["correlation"]) if one["correlation"] is not None else None,
                "mean": Decimal(one["mean"]) if one["mean"] is not None else None,
                "alike": "alike" in one["flags"],
                "contrary": "contrary" in one["flags"],
            }
        )
    return Table(
        id="label-simulation-questions",
        title=both("Ce que chaque question sépare", "What each question discriminates"),
        columns=(
            Column("key", both("Clé", "Key")),
            Column("number", both("Numéro", "Number")),
            Column("question", both("Question", "Question")),
            Column("category", both("Catégorie", "Category")),
            Column(
                "correlation",
                both("Accord avec le reste", "Agreement with the rest"),
                kind="decimal",
                digits=2,
                definition=both(
                    "Corrélation entre les points de la question et le score de toutes les autres, de −1 à 1.",
                    "Correlation of the points of the question with the score of all others, from −1 to 1.",
                ),
            ),
            Column("mean", both("Points moyens", "Mean points"), kind="decimal", digits=1),
            Column(
                "alike",
                both("Tous pareils", "All alike"),
                definition=both(
                    "Au moins 95 dossiers sur 100 y ont les mêmes points.",
                    "At least 95 dossiers in 100 have the same points there.",
                ),
            ),
            Column(
                "contrary", both("À contre-sens", "Contrary"), definition=both("Accord négatif.", "Negative agreement.")
            ),
        ),
        rows=tuple(rows),
        source=source(simulation),
        licence=LICENCE,
        notes=notes(simulation),
        fictitious=simulation.made_up,
    )


def sensitivity_of(shelf: Shelf, simulation: Simulation) -> Table:
    """How many dossiers would change level if the weight of one theme moved a little, the others staying."""
    release = shelf.releases[simulation.before]
    told = simulation.result["sensitivity"]
    decided = told["decided"]
    rows: list[Row] = [
        {
            "key": theme.key,
            "theme": theme.text,
            **{f"within_{step}": told["themes"][theme.key][str(step)] for step in STEPS},
            **{f"share_{step}": 100 * Decimal(told["themes"][theme.key][str(step)]) / decided for step in STEPS},
            "decided": decided,
        }
        for theme in words.in_order(release)
        if theme.key in told["themes"]
    ]
    columns = [Column("key", both("Clé", "Key")), Column("theme", both("Rubrique", "Theme"))]
    for step in STEPS:
        said = Text(fr=f"Changent à {step} points près", en=f"Change within {step} points")
        columns.append(Column(f"within_{step}", said, kind="integer"))
        share = Text(fr=f"Part, à {step} points près", en=f"Share, within {step} points")
        columns.append(Column(f"share_{step}", share, kind="percent", digits=1))
    columns.append(Column("decided", both("Dossiers décidés", "Decided dossiers"), kind="integer"))
    return Table(
        id="label-simulation-weights",
        title=both("Ce qui tient à un poids", "What depends on a weight"),
        columns=tuple(columns),
        rows=tuple(rows),
        source=source(simulation),
        licence=LICENCE,
        notes=notes(simulation),
        fictitious=simulation.made_up,
    )


@exported("label-simulation", both("Les groupes d’une simulation", "The groups of a simulation"), listed=False)
def simulation_table(asked: Asked) -> Table:
    """Who gains and who loses a level in the simulation `id`."""
    return groups_of(*simulation_asked(asked))


@exported(
    "label-simulation-questions", both("Les questions d’une simulation", "The questions of a simulation"), listed=False
)
def questions_table(asked: Asked) -> Table:
    """What each question discriminates in the simulation `id`."""
    return questions_of(*simulation_asked(asked))


@exported("label-simulation-weights", both("Les poids d’une simulation", "The weights of a simulation"), listed=False)
def weights_table(asked: Asked) -> Table:
    """What hangs on each weight in the simulation `id`."""
    return sensitivity_of(*simulation_asked(asked))
