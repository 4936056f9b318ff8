"""``filiere programme merge``: the text that accepted amendments make, or what forbids one.

The command ends with status 0 when the amendments were read, a collision among them being an answer; 1 when a file is
faulty.
"""

from collections.abc import Sequence
from pathlib import Path

from filiere.cli.options import JsonFormatOption, LangOption, handle_faults, print_json
from filiere.core.text import Text
from filiere.programme.amendment_reader import merge_files
from filiere.programme.amendment_records import STATE_LABELS, Amendment, Key, sort_amendments
from filiere.programme.amendments import COLLISION_LABELS, FALL_LABELS, MergedText


def merge(base: Path, amendments: Path, /, *, format: JsonFormatOption = "table", lang: LangOption = None) -> None:
    """Écrire le texte que font les amendements adoptés. · Write the text that accepted amendments make.

    Deux amendements adoptés qui ne peuvent pas s’appliquer ensemble sont nommés, et aucun texte n’est écrit. · Two
    accepted amendments that cannot both apply are named, and no text is written.

    Parameters
    ----------
    base
        Texte de départ, dont une ligne vide sépare les paragraphes. · Base text, paragraphs parted by a blank line.
    amendments
        Amendements en YAML. · Amendments as YAML.
    """
    with handle_faults(lang):
        merged, listed = merge_files(base, amendments)
        if format == "json":
            print_json(
                {
                    "text": merged.text,
                    "applied": merged.applied,
                    "collisions": [[one.first, one.second] for one in merged.collisions],
                    "fallen": [one.key for one in merged.fallen],
                }
            )
        else:
            _print_merged(merged, listed)


def _print_merged(merged: MergedText, listed: Sequence[Amendment]) -> None:
    """Print the text, then what became of each amendment."""
    if merged.text is None:
        print(Text(fr="Pas de texte : des amendements adoptés s’excluent.", en="No text: accepted amendments exclude "
                   "one another."))  # fmt: skip
        for pair in merged.collisions:
            print(f"  {pair.first} ↔ {pair.second}: {COLLISION_LABELS[pair.kind]}")
    else:
        print(merged.text)
        print()
        _print_keys(Text(fr="Appliqués", en="Applied"), merged.applied)
    for fallen in merged.fallen:
        print(Text(fr=f"Tombé : {fallen.key}, {FALL_LABELS[fallen.kind].fr}", en=f"Fallen: {fallen.key}, "
                   f"{FALL_LABELS[fallen.kind].en}"))  # fmt: skip
    for state, label in STATE_LABELS.items():
        if state != "accepted":
            keys = [one.key for one in sort_amendments(listed) if one.state == state]
            _print_keys(Text(fr=label.fr.capitalize(), en=label.en.capitalize()), keys)


def _print_keys(label: Text, keys: Sequence[Key]) -> None:
    if keys:
        listed = ", ".join(map(str, keys))
        print(Text(fr=f"{label.fr} : {listed}", en=f"{label.en}: {listed}"))
