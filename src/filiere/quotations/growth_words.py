"""Words that make a percentage a growth: a rise or a fall, and whether it is said by the year."""

from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

_UP = split_set(
    "hausse hausses croissance augmentation progression bond rebond gain progresse progressent progressait "
    "augmente augmentent augmentait augmentaient bondi bondit cru croit croissent grimpe grimpent monte accru "
    "rose rise rises rising grew grow grows grown growing growth increase increases increased increasing up "
    "gained climbed jumped surged expanded progressaient progressera progresser croitre grandi gagne gagnent "
    "gagnaient supplementaires soared soar soars leapt climbed envole envoles envolee explose flambe rebondi "
    "remonte rebounded doubled croissait croissaient swelled swell swelling ballooned advanced rocketed mushroomed "
    "gagnait gagna gagnerent gagnera upped leap leaps boost boosted accroissement accrus accrue embellie envolee "
    "etoffe etoffes gonfle gonfles crue essor elargi strengthened upturn"
)
_DOWN = split_set(
    "baisse baisses recul reculs chute chutes repli diminution contraction perte pertes recule reculent "
    "reculait reculaient diminue diminuent diminuait chutent chutait perdu perd perdent perdaient perdait perdit "
    "fell fall "
    "falls falling fallen decline declines declined declining decrease decreases decreased drop drops dropped "
    "down lost shrank shrunk contracted cut reduced reduit reduits tombe plunged slumped tumbled sank slid "
    "shed degringole effondre plonge devisse cede dwindled dipped slipped retreated eased fondu fond ampute "
    "flechi flechit flechissement erosion erode tassement tasse retreci decru slashed downturn contracting shrinking"
)
_UP_STEMS = (
    "augment", "progress", "croiss", "bondi", "grimp", "envol", "rebond", "gonfl", "accroi", "renforc", "grow",
    "increas", "climb", "jump", "surg", "soar",
    "expand", "swell", "rocket", "leap", "mushroom", "balloon", "strengthen", "upped",
)  # fmt: skip
_DOWN_STEMS = (
    "effondr", "degringol", "recul", "diminu", "regress", "flech", "plong", "baiss", "decroi", "decru",
    "retreci", "amput", "degonfl", "devis", "chut", "contracte", "rabot", "erod", "amenuis", "declin",
    "decreas", "shrink", "shrunk", "plung", "plummet", "slump", "tumbl", "dwindl", "slid", "sank", "sink", "contracted",
    "crash", "collaps", "nosediv", "halv", "reced", "dropp", "rogn", "repli",
)  # fmt: skip
_NO_STEMS = split_set("progressiste progressif progressivement devis devise devises declinaison reculer contractee")
_TAKES = split_set("pris prend prenait prennent prenaient prirent prit")
"""Verbs that make a growth of a percentage of nothing: « a pris 12 % », but not « prenait 58 % du temps »."""
_NEUTRAL = split_set("evolution evolue changed change changes variation varie")
_AFTER_UP = split_set("croissance hausse augmentation progression plus growth increase rise higher more")
_AFTER_DOWN = split_set("baisse recul chute repli diminution moins fall drop decline decrease lower less")
_STOP = split_set(
    "representent represente representaient emploie compte comptent part parts share shares dont including "
    "occupe occupent pese pesent realise realisent"
)
_PARTICLE_VERBS = (
    "ma",
    "turn",
    "set",
    "took",
    "tak",
    "add",
    "pick",
    "open",
    "sign",
    "sum",
    "wound",
    "fill",
    "us",
    "ate",
    "eat",
)
"""Beginnings of verbs that go with *up* or *down* and say no growth: “make up”, “took up”."""
_REACH = 7
_FAR = 14
_NOUNS = split_set("evolution croissance hausse baisse recul progression growth increase decline")
"""Nouns of growth that govern a percentage from afar: « la croissance du chiffre d’affaires a atteint 5 % »."""


def find_growth(text: TokenText, start: int, after: int) -> tuple[bool | None, int, bool]:
    """Return whether a percentage is a growth, its sign (−1, 0, +1), and whether it is said by the year.

    The nearest word within the clause decides; « en hausse » far before another verb does not.
    """
    before_sign = text.skip_spaces_back(start - 1)
    sign = text.word(before_sign)
    if sign == "+":
        return True, 1, _is_yearly(text, start, after)
    if sign == ":":
        # « Croissance des effectifs : 3 % »: what the colon announces.
        start = before_sign
    before = text.words_before(start, _REACH)
    if [one for one, _ in text.words_after(after, 2)] in (["de", "moins"], ["en", "moins"]) or (
        [one for one, _ in text.words_after(after, 1)] in (["less"], ["lower"], ["below"])
    ):
        # « Gagnait 25 % de moins »: the verb says no rise.
        return True, -1, _is_yearly(text, start, after)
    for distance, word in enumerate(reversed(before)):
        if word in _STOP or (
            word in {"up", "down"}
            and before[-distance - 2 : -distance - 1]
            and before[-distance - 2].startswith(_PARTICLE_VERBS)
        ):
            break
        if (
            distance == 0
            and word in {"a", "to", "at"}
            and not (word != "to" and len(before) > 1 and _is_pace(before[-2]))
        ):
            break
        if distance == 0 and word in {"for", "pour", "among", "chez", "at", "dans"} and _is_part(text, after):
            # “Headcount was rising for 31% of managers”: a share of them.
            break
        direction = _find_direction(word)
        if word in _TAKES and distance <= 1 and not _is_part(text, after):
            direction = 1
        if direction is not None:
            if distance > 4 and word in {"plus", "up", "down"}:
                break
            return True, direction, _is_yearly(text, start, after)
    following = [one for one, _ in text.words_after(after, 3)]
    if following[:1] not in (["de"], ["d"], ["des"], ["du"], ["of"]):
        far = [word for word in text.words_before(start, _FAR) if word in _NOUNS]
        if far:
            direction = -1 if far[-1] in _DOWN else 1 if far[-1] in _UP else 0
            return True, direction, _is_yearly(text, start, after)
    if following[:1] == ["de"] or following[:1] == ["d"] or following[:1] == ["en"]:
        following = following[1:]
    if following[:1] and following[0] in {"annual", "yearly", "average", "net", "mean"}:
        following = following[1:]
    if following and following[0] in _AFTER_UP and not (len(following) > 1 and following[1] in {"de", "que", "than"}):
        return True, 1, _is_yearly(text, start, after)
    if following and following[0] in _AFTER_DOWN:
        return True, -1, _is_yearly(text, start, after)
    return None, 0, False


def _is_part(text: TokenText, after: int) -> bool:
    """Tell whether a percentage is one of something, which follows it."""
    return [one for one, _ in text.words_after(after, 1)] in (["de"], ["d"], ["des"], ["du"], ["of"])


def _is_pace(word: str) -> bool:
    """Tell whether a verb goes at a pace: “growing at 4%”, « croît à 4 % l’an », but not “fell to 4%”."""
    return word in {"croit", "croissent", "croissait"} or (word.endswith("ing") and _find_direction(word) is not None)


def _find_direction(word: str) -> int | None:
    """Return −1 for a word of fall, +1 of rise, 0 of change, None for the others: by its list, else by its family."""
    if word in _DOWN or word in _UP or word in _NEUTRAL:
        return -1 if word in _DOWN else 1 if word in _UP else 0
    if word in _NO_STEMS:
        return None
    return -1 if word.startswith(_DOWN_STEMS) else 1 if word.startswith(_UP_STEMS) else None


def _is_yearly(text: TokenText, start: int, after: int) -> bool:
    """Tell whether a growth is said by the year: « par an », « en moyenne annuelle », “a year”."""
    following = [one for one, _ in text.words_after(after, 4)]
    joined = " ".join(following)
    if any(
        one in joined
        for one in (
            "par an",
            "l an",
            "per year",
            "a year",
            "per annum",
            "annuel",
            "moyenne",
            "annually",
            "chaque annee",
            "each year",
            "every year",
            "yearly",
        )
    ):
        return True
    before = text.words_before(start, _REACH)
    return any(word.startswith(("annuel", "annual", "yearly")) for word in before) or "moyenne" in before
