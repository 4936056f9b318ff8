"""The sentences of the checks made before anything is published: what each found, said from its numbers alone.

Whoever verifies a pack counts again and says it again, so that no sentence can say more than its numbers.
"""

from collections.abc import Callable, Mapping, Sequence

from filiere.contacts.periods import SECOND
from filiere.contacts.schema import OUTCOMES
from filiere.core import LANGUAGES, Text
from filiere.core.numbers import number

CONSERVED: Mapping[str, Text] = {
    "conservation_legs": Text(fr="passages entrants", en="inbound legs"),
    "conservation_contacts": Text(fr="contacts entrants", en="inbound contacts"),
}
"""The checks that count outcomes, with what they count them of."""
_SHOWN = 5
"""How many groups or organisations that fail a sentence names."""

type Numbers = Mapping[str, int]
type Failing = Sequence[str]


def sentence(code: str, numbers: Numbers, failing: Failing = ()) -> Text:
    """Return what the check ``code`` found.

    ``failing`` names the groups (``organisation / site / queue / channel``) or the organisations that fail it, sorted;
    ``numbers`` are those of the check. Raises ``KeyError`` for a code that no check has, and for a number that lacks.
    """
    if code in CONSERVED:
        return _conserved(CONSERVED[code], numbers, failing)
    return _SENTENCES[code](numbers, failing)


def _conserved(what: Text, numbers: Numbers, failing: Failing) -> Text:
    same = "≠" if failing else "="
    terms = " + ".join(f"{{{name}}} {name}" for name in OUTCOMES)
    return _told(
        fr=f"{{rows}} {what.fr} {same} {terms}{{holes}}.",
        en=f"{{rows}} {what.en} {same} {terms}{{holes}}.",
        holes="".join(f" ; {one}" for one in failing[:_SHOWN]),
        **numbers,
    )


def _within(numbers: Numbers, failing: Failing) -> Text:
    same = "≠" if failing else "="
    return _told(
        fr=f"{{legs}} passages {same} {{legs_in_contacts}} passages dans les contacts.",
        en=f"{{legs}} legs {same} {{legs_in_contacts}} legs within contacts.",
        **numbers,
    )


def _queue_times(numbers: Numbers, failing: Failing) -> Text:
    found = _told(
        fr="{answered} appels auxquels une personne a répondu, dont {untimed} sans heure de réponse, ou sans "
        "heure d’entrée en file ni de présentation avant elle : rien ne dit leur attente.",
        en="{answered} calls that a person answered, {untimed} of them at no known time of answer, or of "
        "queueing or offer before it: nothing tells their wait.",
        **numbers,
    )
    if not failing:
        return found
    names = _names(failing)
    return Text(
        fr=f"{found.fr} C’est plus de la moitié ({names}) : les attentes y sont retenues.",
        en=f"{found.en} That is more than half ({names}): waits are withheld there.",
    )


def _transfers(numbers: Numbers, failing: Failing) -> Text:
    found = _told(
        fr="{answered} passages répondus, dont {unknown} ne disent pas s’ils ont été transférés.",
        en="{answered} legs answered, {unknown} of which do not tell whether they were transferred.",
        **numbers,
    )
    if not failing:
        return found
    return Text(
        fr=f"{found.fr} Sur un canal au moins, aucun ne le dit ({_names(failing)}) : le taux de transfert y est "
        "retenu.",
        en=f"{found.en} Of one channel at least, none tells it ({_names(failing)}): the transfer rate is withheld "
        "there.",
    )


def _blocked(numbers: Numbers, failing: Failing) -> Text:
    found = _told(
        fr="{legs} passages entrants, dont {blocked} bloqués.",
        en="{legs} inbound legs, {blocked} of them blocked.",
        **numbers,
    )
    if not failing:
        return found
    return Text(
        fr=f"{found.fr} Sur un canal au moins, aucun ne l’est ({_names(failing)}) : rien ne montre qu’ils sont "
        "enregistrés, et le taux d’appels bloqués y est retenu.",
        en=f"{found.en} Of one channel at least, none is ({_names(failing)}): nothing shows that they are recorded, "
        "and the blocked rate is withheld there.",
    )


def _names(failing: Failing) -> str:
    return ", ".join(failing[:_SHOWN]) + (" …" if len(failing) > _SHOWN else "")


def _negative(numbers: Numbers, _: Failing) -> Text:
    return _told(
        fr="{legs} passages dont deux instants se contredisent ; aucune attente ni durée négative n’entre dans un "
        "chiffre.",
        en="{legs} legs with two instants that contradict each other; no negative wait or duration is in any figure.",
        **numbers,
    )


def _duplicates(numbers: Numbers, _: Failing) -> Text:
    return _told(
        fr="{duplicates} lignes livrées deux fois, {corrected} corrigées par une livraison d’après : comptées une "
        "fois.",
        en="{duplicates} rows delivered twice, {corrected} corrected by a later delivery: counted once.",
        **numbers,
    )


def _precision(numbers: Numbers, _: Failing) -> Text:
    return _told(
        fr="L’horloge la moins fine distingue {seconds} s : un seuil s’entend à cela près.",
        en="The coarsest clock tells {seconds} s apart: a threshold is to be read within that.",
        seconds=numbers["coarsest_us"] / SECOND,
    )


def _calendar(numbers: Numbers, _: Failing) -> Text:
    return _told(
        fr="{rows} lignes d’heures d’ouverture ; ce qu’elles ne couvrent pas est retenu ligne à ligne.",
        en="{rows} rows of opening hours; what they do not cover is held back row by row.",
        **numbers,
    )


def _erased(numbers: Numbers, _: Failing) -> Text:
    return _told(
        fr="{erased} lignes effacées depuis leur import, {restored} remises en vigueur : elles ne sont plus comptées, "
        "et un chiffre d’avant l’effacement ne se recalcule plus.",
        en="{erased} rows erased since they were imported, {restored} put in force again: they no longer count, and a "
        "figure made before cannot be computed again.",
        **numbers,
    )


_SENTENCES: Mapping[str, Callable[[Numbers, Failing], Text]] = {
    "conservation_leg_to_contact": _within,
    "negative": _negative,
    "duplicates": _duplicates,
    "precision": _precision,
    "queue_times": _queue_times,
    "transfers": _transfers,
    "blocked": _blocked,
    "calendar": _calendar,
    "erased": _erased,
}
CODES = (*CONSERVED, *_SENTENCES)
"""The code of every check; all but ``erased`` are made of any store, that one where rows were erased."""


def _told(*, fr: str, en: str, **values: float | str) -> Text:
    """Return a sentence with its numbers written as each language writes them."""
    words = {
        lang: {key: one if isinstance(one, str) else number(one, lang) for key, one in values.items()}
        for lang in LANGUAGES
    }
    return Text(fr=fr.format(**words["fr"]), en=en.format(**words["en"]))
