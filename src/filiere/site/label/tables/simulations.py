"""Tables of simulations: the groups of one, what its questions tell apart, what its weights decide."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.publication import Column, Row, Table
from filiere.referentials import Release, group_text
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.label import code_labels
from filiere.site.label.models import Simulation
from filiere.site.label.simulation_aggregates import WEIGHT_STEPS
from filiere.site.label.tables.common import LICENCE, catalogue_asked
from filiere.site.label.visible_releases import ReleaseCatalogue

SYNTHETIC_NOTE = bilingual(
    "Dossiers inventés à partir de la seule version : ils montrent comment une règle agit, non l’état du secteur.",
    "Dossiers generated from the version alone: they show how a rule works, not the state of the sector.",
)
MOVEMENT_LABELS: Mapping[str, Text] = {
    "gains": bilingual("Gagnent", "Gain"),
    "same": bilingual("Gardent", "Keep"),
    "loses": bilingual("Perdent", "Lose"),
    "open": bilingual("Indécis", "Undecided"),
}


def simulation_asked(asked: TableRequest) -> tuple[ReleaseCatalogue, Simulation]:
    """The simulation that the parameter `id` names; raise :class:`UnknownTable`."""
    key = asked.params.get("id", "")
    if not (key.isascii() and key.isdigit() and len(key) < 10):
        raise UnknownTable(key)
    found = Simulation.objects.visible_to(asked.actor).filter(pk=int(key)).first()
    if found is None:
        raise UnknownTable(key)
    return catalogue_asked(asked), found


def simulation_source(simulation: Simulation) -> Text:
    """Name the two fingerprints that the simulation was made on."""
    ends = (
        f"{simulation.before} ({simulation.before_sha256[:16]}…) → {simulation.after} ({simulation.after_sha256[:16]}…)"
    )
    return Text(fr=f"Filière, simulation {simulation.pk}, {ends}", en=f"Filière, simulation {simulation.pk}, {ends}")


def simulation_notes(simulation: Simulation) -> tuple[Text, ...]:
    """That the dossiers are made up, when they are."""
    return (SYNTHETIC_NOTE,) if simulation.made_up else ()


def group_name(key: list[str], release: Release) -> Text:
    """The name of a group: its category and its size."""
    parts = [group_text(part, release) for part in key]
    return Text(fr=", ".join(one.fr for one in parts), en=", ".join(one.en for one in parts))


def _mean_text(ends: list[str] | None) -> Text | None:
    """A mean as text; its two ends when some dossiers are not whole."""
    if ends is None:
        return None
    low, high = ends
    if low == high:
        return Text(fr=low.replace(".", ","), en=low)
    return Text(fr=f"{low.replace('.', ',')} – {high.replace('.', ',')}", en=f"{low} – {high}")


def group_row(group: Mapping[str, Any], name: Text) -> Row:
    """One group, every column of the table."""
    return {
        "group": name,
        "dossiers": group["dossiers"],
        **{movement: group["movements"].get(movement, 0) for movement in MOVEMENT_LABELS},
        "mean_before": _mean_text(group["mean_before"]),
        "mean_after": _mean_text(group["mean_after"]),
    }


def build_groups_table(shelf: ReleaseCatalogue, simulation: Simulation) -> Table:
    """The groups of a simulation, then all of them together."""
    release = shelf.releases[simulation.before]
    told = simulation.result["groups"]
    rows = [group_row(one, group_name(one["group"], release)) for one in told]
    total = simulation.result["total"]
    if total is not None:
        rows.append(group_row(total, bilingual("Ensemble", "Together")))
    return Table(
        id="label-simulation",
        title=bilingual("Qui gagnerait, qui perdrait un niveau", "Who would gain, who would lose a level"),
        columns=(
            Column("group", bilingual("Groupe", "Group")),
            Column("dossiers", bilingual("Dossiers", "Dossiers"), kind="integer"),
            *(Column(key, label, kind="integer") for key, label in MOVEMENT_LABELS.items()),
            Column(
                "mean_before",
                bilingual("Score moyen avant", "Mean score before"),
                definition=bilingual(
                    "Deux nombres quand des dossiers sont incomplets : le plus bas et le plus haut possibles.",
                    "Two numbers when some dossiers are incomplete: the lowest and the highest possible.",
                ),
            ),
            Column("mean_after", bilingual("Score moyen après", "Mean score after")),
        ),
        rows=tuple(rows),
        source=simulation_source(simulation),
        licence=LICENCE,
        notes=(
            *simulation_notes(simulation),
            Text(
                fr=f"Aucun groupe de moins de {simulation.min_group} dossiers n’est montré.",
                en=f"No group of fewer than {simulation.min_group} dossiers is shown.",
            ),
        ),
        fictitious=simulation.made_up,
        marked=frozenset({len(rows) - 1}) if total is not None else frozenset(),
    )


def build_questions_table(shelf: ReleaseCatalogue, simulation: Simulation) -> Table:
    """What each question discriminates, the most telling first."""
    release = shelf.releases[simulation.before]
    categories = release.referential.categories
    told = [one for one in simulation.result["questions"] if one["key"] in release.criteria]
    told.sort(
        key=lambda one: (one["correlation"] is None, -Decimal(one["correlation"] or 0), one["key"], one["category"])
    )
    rows: list[Row] = []
    for item in told:
        criterion = release.criteria[item["key"]]
        category = categories.get(item["category"])
        rows.append(
            {
                "key": criterion.key,
                "number": criterion.number,
                "question": criterion.text,
                "category": category.text if category is not None else item["category"],
                "correlation": Decimal(item["correlation"]) if item["correlation"] is not None else None,
                "mean": Decimal(item["mean"]) if item["mean"] is not None else None,
                "alike": "alike" in item["flags"],
                "contrary": "contrary" in item["flags"],
            }
        )
    return Table(
        id="label-simulation-questions",
        title=bilingual("Ce que chaque question sépare", "What each question discriminates"),
        columns=(
            Column("key", bilingual("Clé", "Key")),
            Column("number", bilingual("Numéro", "Number")),
            Column("question", bilingual("Question", "Question")),
            Column("category", bilingual("Catégorie", "Category")),
            Column(
                "correlation",
                bilingual("Accord avec le reste", "Agreement with the rest"),
                kind="decimal",
                digits=2,
                definition=bilingual(
                    "Corrélation entre les points de la question et le score de toutes les autres, de −1 à 1.",
                    "Correlation of the points of the question with the score of all others, from −1 to 1.",
                ),
            ),
            Column("mean", bilingual("Points moyens", "Mean points"), kind="decimal", digits=1),
            Column(
                "alike",
                bilingual("Tous pareils", "All alike"),
                definition=bilingual(
                    "Au moins 95 dossiers sur 100 y ont les mêmes points.",
                    "At least 95 dossiers in 100 have the same points there.",
                ),
            ),
            Column(
                "contrary",
                bilingual("À contre-sens", "Contrary"),
                definition=bilingual("Accord négatif.", "Negative agreement."),
            ),
        ),
        rows=tuple(rows),
        source=simulation_source(simulation),
        licence=LICENCE,
        notes=simulation_notes(simulation),
        fictitious=simulation.made_up,
    )


def build_sensitivity_table(shelf: ReleaseCatalogue, simulation: Simulation) -> Table:
    """How many dossiers would change level if the weight of one theme moved a little, the others staying."""
    release = shelf.releases[simulation.before]
    told = simulation.result["sensitivity"]
    decided = told["decided"]
    rows: list[Row] = [
        {
            "key": theme.key,
            "theme": theme.text,
            **{f"within_{step}": told["themes"][theme.key][str(step)] for step in WEIGHT_STEPS},
            **{f"share_{step}": 100 * Decimal(told["themes"][theme.key][str(step)]) / decided for step in WEIGHT_STEPS},
            "decided": decided,
        }
        for theme in code_labels.themes_in_order(release)
        if theme.key in told["themes"]
    ]
    columns = [Column("key", bilingual("Clé", "Key")), Column("theme", bilingual("Rubrique", "Theme"))]
    for step in WEIGHT_STEPS:
        said = Text(fr=f"Changent à {step} points près", en=f"Change within {step} points")
        columns.append(Column(f"within_{step}", said, kind="integer"))
        share = Text(fr=f"Part, à {step} points près", en=f"Share, within {step} points")
        columns.append(Column(f"share_{step}", share, kind="percent", digits=1))
    columns.append(Column("decided", bilingual("Dossiers décidés", "Decided dossiers"), kind="integer"))
    return Table(
        id="label-simulation-weights",
        title=bilingual("Ce qui tient à un poids", "What depends on a weight"),
        columns=tuple(columns),
        rows=tuple(rows),
        source=simulation_source(simulation),
        licence=LICENCE,
        notes=simulation_notes(simulation),
        fictitious=simulation.made_up,
    )


@register_export(
    "label-simulation", bilingual("Les groupes d’une simulation", "The groups of a simulation"), listed=False
)
def build_requested_groups_table(asked: TableRequest) -> Table:
    """Who gains and who loses a level in the simulation `id`."""
    return build_groups_table(*simulation_asked(asked))


@register_export(
    "label-simulation-questions",
    bilingual("Les questions d’une simulation", "The questions of a simulation"),
    listed=False,
)
def build_requested_questions_table(asked: TableRequest) -> Table:
    """What each question discriminates in the simulation `id`."""
    return build_questions_table(*simulation_asked(asked))


@register_export(
    "label-simulation-weights", bilingual("Les poids d’une simulation", "The weights of a simulation"), listed=False
)
def build_requested_weights_table(asked: TableRequest) -> Table:
    """What hangs on each weight in the simulation `id`."""
    return build_sensitivity_table(*simulation_asked(asked))
