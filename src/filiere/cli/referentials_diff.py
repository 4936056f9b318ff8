"""``filiere referentials diff``: what differs between two releases."""

from datetime import date
from typing import Literal

from filiere.cli.options import ContentOption, JsonFormatOption, LangOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.text import Text
from filiere.referentials import Library, compare_releases, is_patch

_SCOPES = {"wording": Text(fr="rédaction", en="wording"), "rule": Text(fr="règle", en="rule")}


def diff(
    before: str,
    after: str,
    /,
    *,
    scope: Literal["wording", "rule"] | None = None,
    on: date | None = None,
    content: ContentOption = None,
    format: JsonFormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Comparer deux versions, différence par différence. · Compare two releases, difference by difference.

    Parameters
    ----------
    before
        Version de départ, comme lrs@2009.1. · Release to start from, such as lrs@2009.1.
    after
        Version d’arrivée. · Release to come to.
    scope
        Seulement la forme ou les règles. · Only wording or rules.
    on
        Prendre la version d’arrivée ce jour-là, additifs compris. · Take the second as of that day, addenda included.
    """
    with handle_faults(lang):
        library = Library(content)
        first, second = library.release(before), library.release(after, on=on)
        patch = is_patch(first, second)
        changes = [one for one in compare_releases(first, second) if scope in (None, one.scope)]
        if format == "json":
            told = [
                {
                    "kind": one.kind,
                    "scope": one.scope,
                    "record": one.record,
                    "key": one.key,
                    "at": list(one.at),
                    "before": one.before,
                    "after": one.after,
                    "lang": one.lang,
                    "related": list(one.related),
                    "text": str(one.text),
                }
                for one in changes
            ]
            print_json({"before": first.id, "after": second.id, "patch": patch, "changes": told})
            return
        if changes:
            heads = (Text(fr="Portée", en="Scope"), Text(fr="Différence", en="Difference"))
            rows = [[str(_SCOPES[one.scope]), str(one.text)] for one in changes]
            print_table(heads, rows)
        rules = sum(one.scope == "rule" for one in changes)
        said = Text(
            fr=f"{len(changes)} différence{'s' if len(changes) > 1 else ''}, dont {rules} de règle.",
            en=f"{len(changes)} difference{'' if len(changes) == 1 else 's'}, {rules} of them rules.",
        )
        print(said)
        if patch:
            print(Text(fr="Aucun résultat ne change.", en="No result changes."))
