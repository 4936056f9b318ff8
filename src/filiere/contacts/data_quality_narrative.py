"""The sentences of the checks made before anything is published: what each found, said from its numbers alone.

Whoever verifies a pack counts again and says it again, so that no sentence can say more than its numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from filiere.contacts.schema import OUTCOMES
from filiere.contacts.zone_offsets import SECOND_US
from filiere.core import LANGUAGES, Lang, Text
from filiere.core.dates import format_month
from filiere.core.numbers import format_number

CONSERVED_LABELS: Mapping[str, Text] = {
    "conservation_legs": Text(fr="passages entrants", en="inbound legs"),
    "conservation_contacts": Text(fr="contacts entrants", en="inbound contacts"),
}
"""The checks that count outcomes, with what they count them of."""
_MAX_NAMES_SHOWN = 5
"""How many groups or organisations that fail a sentence names."""

type CheckNumbers = Mapping[str, int]
type FailingNames = Sequence[str]
type FailingMonths = Sequence[tuple[str, str]]


def write_sentence(code: str, numbers: CheckNumbers, failing: FailingNames = (), months: FailingMonths = ()) -> Text:
    """Return what the check ``code`` found.

    ``failing`` names the groups (``organisation / site / queue / channel``) or the organisations that fail it, sorted;
    ``months`` the organisations, each with a month (``2026-03``), that fail it for that month alone, sorted;
    ``numbers`` are those of the check. Raises ``KeyError`` for a code that no check has, and for a number that lacks.
    """
    if code in CONSERVED_LABELS:
        return _write_conservation(CONSERVED_LABELS[code], numbers, failing)
    if months:
        return _write_queue_times(numbers, failing, months)
    return _SENTENCE_WRITERS[code](numbers, failing)


def _write_conservation(what: Text, numbers: CheckNumbers, failing: FailingNames) -> Text:
    same = "≠" if failing else "="
    terms = " + ".join(f"{{{name}}} {name}" for name in OUTCOMES)
    return _format_text(
        fr=f"{{rows}} {what.fr} {same} {terms}{{holes}}.",
        en=f"{{rows}} {what.en} {same} {terms}{{holes}}.",
        holes="".join(f" ; {one}" for one in failing[:_MAX_NAMES_SHOWN]),
        **numbers,
    )


def _write_legs_within_contacts(numbers: CheckNumbers, failing: FailingNames) -> Text:
    same = "≠" if failing else "="
    return _format_text(
        fr=f"{{legs}} passages {same} {{legs_in_contacts}} passages dans les contacts.",
        en=f"{{legs}} legs {same} {{legs_in_contacts}} legs within contacts.",
        **numbers,
    )


def _write_queue_times(numbers: CheckNumbers, failing: FailingNames, months: FailingMonths = ()) -> Text:
    found = _format_text(
        fr="{answered} appels auxquels une personne a répondu, dont {untimed} sans heure de réponse, ou sans "
        "heure d’entrée en file ni de présentation avant elle : rien ne dit leur attente.",
        en="{answered} calls that a person answered, {untimed} of them with no time of answer, or with no "
        "time of entry in the queue or of offer before it: nothing tells their wait.",
        **numbers,
    )
    if failing:
        names = _join_names(failing)
        found = Text(
            fr=f"{found.fr} C’est plus de la moitié ({names}) : les attentes n’y sont pas publiées.",
            en=f"{found.en} That is more than half ({names}): waits are withheld there.",
        )
    if not months:
        return found
    fr, en = (_join_names([_spell_month(*one, lang) for one in months]) for lang in LANGUAGES)
    of = _format_text(fr="de chacun de {months} mois", en="of each of {months} months", **numbers)
    of = of if len(months) > 1 else Text(fr="d’un mois", en="of one month")
    return Text(
        fr=f"{found.fr} C’est plus de la moitié des appels {of.fr} ({fr}) : les attentes n’y sont pas publiées.",
        en=f"{found.en} That is more than half of the calls {of.en} ({en}): waits are withheld there.",
    )


def _spell_month(organisation: str, month: str, lang: Lang) -> str:
    words = format_month(date.fromisoformat(f"{month}-01"), lang)
    return f"{organisation} en {words}" if lang == "fr" else f"{organisation} in {words}"


def _write_transfers(numbers: CheckNumbers, failing: FailingNames) -> Text:
    found = _format_text(
        fr="{answered} passages répondus, dont {unknown} ne disent pas s’ils ont été transférés.",
        en="{answered} legs answered, {unknown} of which do not tell whether they were transferred.",
        **numbers,
    )
    if not failing:
        return found
    return Text(
        fr=(
            f"{found.fr} Sur un canal au moins, aucun ne l’indique ({_join_names(failing)}) : le taux de transfert "
            "n’y est pas publié."
        ),
        en=(
            f"{found.en} For at least one channel, none does ({_join_names(failing)}): the transfer rate is "
            "withheld there."
        ),
    )


def _write_blocked(numbers: CheckNumbers, failing: FailingNames) -> Text:
    found = _format_text(
        fr="{legs} passages entrants, dont {blocked} bloqués.",
        en="{legs} inbound legs, {blocked} of them blocked.",
        **numbers,
    )
    if not failing:
        return found
    return Text(
        fr=(
            f"{found.fr} Sur un canal au moins, aucun ne l’est ({_join_names(failing)}) : rien ne montre qu’ils "
            "sont enregistrés, et le taux d’appels bloqués n’y est pas publié."
        ),
        en=(
            f"{found.en} For at least one channel, none is ({_join_names(failing)}): nothing shows that they are "
            "recorded, so the blocked-call rate is withheld there."
        ),
    )


def _join_names(failing: FailingNames) -> str:
    return ", ".join(failing[:_MAX_NAMES_SHOWN]) + (" …" if len(failing) > _MAX_NAMES_SHOWN else "")


def _write_negative(numbers: CheckNumbers, _: FailingNames) -> Text:
    return _format_text(
        fr="{legs} passages dont deux instants se contredisent ; aucune attente ni durée négative n’entre dans un "
        "chiffre.",
        en="{legs} legs with two instants that contradict each other; no negative wait or duration is in any figure.",
        **numbers,
    )


def _write_duplicates(numbers: CheckNumbers, _: FailingNames) -> Text:
    return _format_text(
        fr="{duplicates} lignes livrées deux fois, {corrected} corrigées par une livraison d’après : comptées une "
        "fois.",
        en="{duplicates} rows delivered twice, {corrected} corrected by a later delivery: counted once.",
        **numbers,
    )


def _write_precision(numbers: CheckNumbers, _: FailingNames) -> Text:
    return _format_text(
        fr="L’horloge la moins fine distingue {seconds} s : un seuil s’entend à cela près.",
        en="The coarsest clock resolves {seconds} s: read thresholds to within that.",
        seconds=numbers["coarsest_us"] / SECOND_US,
    )


def _write_calendar(numbers: CheckNumbers, _: FailingNames) -> Text:
    return _format_text(
        fr="{rows} lignes d’heures d’ouverture ; ce qu’elles ne couvrent pas est retenu ligne à ligne.",
        en="{rows} rows of opening hours; what they do not cover is held back row by row.",
        **numbers,
    )


def _write_erased(numbers: CheckNumbers, _: FailingNames) -> Text:
    return _format_text(
        fr="{erased} lignes effacées depuis leur import, {restored} remises en vigueur : elles ne sont plus comptées, "
        "et un chiffre d’avant l’effacement ne se recalcule plus.",
        en="{erased} rows erased since they were imported, {restored} put in force again: they no longer count, and a "
        "figure made before cannot be computed again.",
        **numbers,
    )


_SENTENCE_WRITERS: Mapping[str, Callable[[CheckNumbers, FailingNames], Text]] = {
    "conservation_leg_to_contact": _write_legs_within_contacts,
    "negative": _write_negative,
    "duplicates": _write_duplicates,
    "precision": _write_precision,
    "queue_times": _write_queue_times,
    "transfers": _write_transfers,
    "blocked": _write_blocked,
    "calendar": _write_calendar,
    "erased": _write_erased,
}


def _format_text(*, fr: str, en: str, **values: float | str) -> Text:
    """Return a sentence with its numbers written as each language writes them."""
    words = {
        lang: {key: one if isinstance(one, str) else format_number(one, lang) for key, one in values.items()}
        for lang in LANGUAGES
    }
    return Text(fr=fr.format(**words["fr"]), en=en.format(**words["en"]))
