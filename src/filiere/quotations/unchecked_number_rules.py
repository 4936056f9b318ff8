"""What is written in digits and measures nothing: years, dates, hours, telephones, law, codes, versions, pages, ranks,
addresses, scores.

Each is recognised where it begins and set aside with why, so that a reader sees what was not checked. The rules look at
the signs beside the number and at one word of cue before it, never at the register.
"""

from filiere.quotations.dated_numbers import find_date, find_hour, find_year
from filiere.quotations.numerals import MOST_DIGITS, counts_millions
from filiere.quotations.token_text import TokenText
from filiere.quotations.unchecked_numbers import UncheckedNumber, Why
from filiere.quotations.units import CURRENCY_SIGNS, CURRENCY_WORDS, NOUNS, SCALE_LETTERS, SCALE_WORDS
from filiere.quotations.word_lists import split_set

_MOST_GROUPS = 40
"""Groups of digits that one number may have: no telephone, code or measure has more."""

_CUE_WORDS: dict[Why, str] = {
        "law": "article articles art alinea alineas loi lois decret decrets directive directives reglement reglements "
        "regulation regulations ordonnance arrete act law laws section sections considerant clause clauses bill "
        "l r d amendement amendment circulaire convention paragraph",
        "code": "naf ape nace idcc siret siren iso nf en din bs rome rncp rs kbis tva iban bic isbn doi reference ref "
        "dossier code codes matricule licence cerfa w3c rfc ean postal zip postcode ticket commande order invoice "
        "facture contrat vol train flight formulaire form",
        "version": "version versions v release windows office android ios python java excel build edition firmware",
        "page": "page pages p pp chapitre chapitres chapter chapters tableau tableaux table tables figure figures fig "
        "graphique chart annexe annexes appendix slide slides diapositive planche note notes encadre partie part "
    "volume "
        "tome ligne lignes line lines paragraphe question criterion critere exercice exercise etape step axe lot "
        "module item fiche phase point scenario exhibit titre title",
        "rank": "numero no nos nr number rang rank place top niveau level tour round categorie category classe class "
        "groupe group type etage floor cru promotion session episode season saison grade echelon coefficient",
        "address": "rue avenue boulevard bp cs cedex appartement apt suite salle room bureau batiment building hall "
        "stand porte gate quai platform lycee zone arrondissement",
        "telephone": "tel telephone fax mobile portable telecopie phone appelez composez call dial standard",
        "score": "score note noted noter rated rating marque resultat match mark marks scored grade",
}  # fmt: skip
_CUES: dict[str, Why] = {word: why for why, words in _CUE_WORDS.items() for word in words.split()}
_LETTER_LAWS = frozenset("lrd")
_ORDINALS = split_set("er ere ers eres re e es eme emes nd nde nds st th rd ieme iemes")
_STREETS = split_set(
    "rue avenue av boulevard bd place impasse chemin allee allees quai cours square route passage esplanade "
    "villa street st road rd lane drive court way terrace faubourg rond parvis sentier"
)
_ENGLISH_STREETS = split_set("street road avenue lane square drive boulevard court place way")
_MEASURES = split_set(
    "km kms m cm mm kg g mg l cl ml ha kw kwh mw gwh mwh go mo ko gb mb kb tb px hz khz mhz ghz km2 m2 m3 kmh "
    "mph kilometres kilometre kilometers kilometer metres metre meters meter miles mile litres litre liters "
    "kilos kilo kilogrammes tonnes tonne tons degres degrees degre mbps gbps dpi pt ppm lux bar bars volts "
    "volt watts watt inches inch feet foot pouces"
)
_SMALL_SCORE = 199


def find_unchecked_number(text: TokenText, place: int) -> UncheckedNumber | None:
    """Return what is set aside from a token of digits on, None when it may be a quantity."""
    for rule in (
        _find_attached,
        _find_notation,
        find_date,
        _find_telephone,
        find_hour,
        _find_rank,
        _find_rating,
        _find_cued,
        find_year,
        _find_address,
        _find_score,
        _find_code,
        _find_measure,
    ):
        found = rule(text, place)
        if found is not None:
            return found
    return None


def find_reference_end(text: TokenText, place: int) -> int:
    """Return where a reference that begins at a place ends: digits, letters and the signs that bind them."""
    at = place + 1
    while True:
        kind, word = text.kind(at), text.word(at)
        if kind == "n" or (kind == "w" and text.kind(at - 1) in "np"):
            at += 1
        elif word in {".", "-", "/", "–", ":", "_"} and text.kind(at + 1) in {"n", "w"}:
            at += 1
        else:
            return at


def _find_attached(text: TokenText, place: int) -> UncheckedNumber | None:
    """Digits that a letter, or a letter and a hyphen, hold from the left: NF345, Covid-19, D1408."""
    before = text.kind(place - 1)
    if before == "w" and text.word(place - 1) not in {"x", "eur"}:
        why: Why = "version" if text.word(place - 1) == "v" else "page" if text.word(place - 1) == "p" else "code"
        return UncheckedNumber(place, find_reference_end(text, place), why)
    if text.word(place - 1) in {"-", "_", "/"} and text.kind(place - 2) == "w":
        if text.word(place - 1) == "/" and text.word(place - 2) in NOUNS:
            return None
        return UncheckedNumber(place, find_reference_end(text, place), "code")
    if text.word(place - 1) == "#":
        return UncheckedNumber(place, find_reference_end(text, place), "rank")
    return None


def _find_notation(text: TokenText, place: int) -> UncheckedNumber | None:
    """Numbers written as a machine does, 1e6, 10^6, 280_000, and those of more digits than anything has."""
    at = place + 1
    if text.word(at) in {".", ","} and text.kind(at + 1) == "n":
        at += 2
    if text.word(at) in {"^", "_", "e"} and text.kind(at + 1) == "n":
        return UncheckedNumber(place, find_reference_end(text, at), "code")
    end, digits = place + 1, len(text.word(place))
    while text.word(end) in {" ", ".", ",", "'"} and text.kind(end + 1) == "n" and len(text.word(end + 1)) == 3:
        end, digits = end + 2, digits + 3
    return UncheckedNumber(place, end, "code") if digits > MOST_DIGITS else None


def _find_telephone(text: TokenText, place: int) -> UncheckedNumber | None:
    groups, at, total = 1, place + 1, len(text.word(place))
    while (
        groups < _MOST_GROUPS
        and text.word(at) in {" ", ".", "-"}
        and text.kind(at + 1) == "n"
        and len(text.word(at + 1)) in (2, 3, 4)
    ):
        groups, total, at = groups + 1, total + len(text.word(at + 1)), at + 2
    lead = text.word(place)
    international = text.word(place - 1) == "+" and len(lead) <= 3 and total >= 8
    pairs = all(len(text.word(one)) == 2 for one in range(place + 2, at, 2))
    if international or (lead == "00" and groups >= 4):
        return UncheckedNumber(place, at, "telephone")
    if (len(lead) == 2 and lead[0] == "0" and groups >= 4 and pairs) or (len(lead) == 10 and lead[0] == "0"):
        return UncheckedNumber(place, at, "telephone")
    if lead == "0" and groups >= 3 and total in (9, 10):
        return UncheckedNumber(place, at, "telephone")
    if len(lead) == 3 and lead[0] == "0" and groups >= 3 and total >= 9:
        return UncheckedNumber(place, at, "telephone")
    return None


def _find_rank(text: TokenText, place: int) -> UncheckedNumber | None:
    """An ordinal (1er, 21st), a mark at the head of a line, or a call to a note."""
    after = text.word(place + 1)
    if text.word(place + 1) in {"\ufe0f", "\u20e3"} and "\u20e3" in {text.word(place + 1), text.word(place + 2)}:
        # A digit in a key, which heads a line of a message.
        return UncheckedNumber(place, place + 2, "rank")
    if after in _ORDINALS and text.kind(place + 1) == "w":
        return UncheckedNumber(place, place + 2, "rank")
    if after == "°" and text.word(place + 2) not in {"c", "f"}:
        return UncheckedNumber(place, place + 2, "rank")
    number = text.word(place)
    before = place - 1
    while text.word(before) == " ":
        before -= 1
    at_head = before < 0 or text.word(before) == "\n"
    if len(number) <= 2 and at_head and after in {".", ")"} and text.kind(place + 2) in {"s", ""}:
        return UncheckedNumber(place, place + 1, "rank")
    if len(number) <= 2 and at_head and after == "." and text.kind(place + 2) == "n" and text.kind(place + 3) == "s":
        # A heading numbered 2.3 and no more: what follows is its title, not a unit.
        return (
            UncheckedNumber(place, place + 3, "rank")
            if text.kind(place + 4) == "w" and text.read_token(place + 4)[0].isupper()
            else None
        )
    closed = {"(": ")", "[": "]"}.get(text.word(place - 1))
    if len(number) <= 2 and closed and after == closed:
        return UncheckedNumber(place, place + 1, "page")
    return None


_INDEX_REACH = 8


def _find_cued(text: TokenText, place: int) -> UncheckedNumber | None:
    """A number that the word before names: article 12, page 3, NAF 82.20, version 2.1, n° 7."""
    before = text.skip_spaces_back(place - 1)
    if text.word(before) in {":", "=", ";"} and text.kind(text.skip_spaces_back(before - 1)) == "w":
        cue = text.word(text.skip_spaces_back(before - 1))
        if _CUES.get(cue) in {"telephone", "code"} and before < place:
            return UncheckedNumber(place, _grouped_end(text, place), _CUES[cue])
        return None
    numbered = False
    while text.word(before) in {"°", ".", "º", "(", "n", "no", "-"} and before > 0:
        if text.word(before) == "(" and text.kind(before - 1) != "s":
            break
        if text.word(before) == "." and text.kind(before - 1) != "w":
            return None
        numbered = numbered or text.word(before) in {"°", "º"}
        if text.word(before) == "." and not (len(text.word(before - 1)) <= 4 or text.word(before - 1) in _CUES):
            return None
        before = text.skip_spaces_back(before - 1)
    cue = text.word(before)
    if text.kind(before) != "w":
        return UncheckedNumber(place, find_reference_end(text, place), "rank") if numbered else None
    why = _CUES.get(cue)
    if why == "score" and {"index", "indice"} & {
        *text.words_before(place, _INDEX_REACH),
        *(word for word, _ in text.words_after(place + 1, _INDEX_REACH)),
    }:
        return None
    if cue in _LETTER_LAWS:
        # « L. 1234-5 » and « L 1234-5 », but not « l’1 » nor « d’1 million ».
        return (
            UncheckedNumber(place, find_reference_end(text, place), "law")
            if text.read_token(before).isupper()
            else None
        )
    if cue == "en" and not (text.read_token(before) == "EN" and len(text.word(place)) >= 3):
        why = None
    if cue in {"p", "v", "n"} and text.word(before + 1) != ".":
        why = None
    if cue in {"convention", "section", "act"} and text.word(place + 1) == " ":
        why = "law"
    if why is None:
        return UncheckedNumber(place, find_reference_end(text, place), "rank") if numbered else None
    if cue == "note" and text.word(text.skip_spaces(place + 1)) in {"/", "sur", "out"}:
        why = "score"
    if _counts_something(text, place) and why not in {"law", "version"}:
        return None
    if why == "telephone" and len(text.word(place)) < 2:
        return None
    return UncheckedNumber(
        place, _grouped_end(text, place) if why in {"code", "telephone"} else find_reference_end(text, place), why
    )


def _counts_something(text: TokenText, place: int) -> bool:
    """Tell whether a unit, a scale, a currency or a per cent follows: then no word of cue makes it a reference."""
    at = text.skip_spaces(_skip_groups(text, place))
    word = text.word(at)
    return (
        word in NOUNS
        or word in SCALE_WORDS
        or word in CURRENCY_WORDS
        or word in CURRENCY_SIGNS
        or word in {"%", "pour", "percent", "per"}
        or (word in SCALE_LETTERS and text.word(at + 1) in CURRENCY_SIGNS)
    )


def _skip_groups(text: TokenText, place: int) -> int:
    """Return the place after a run of digits and of the groups that follow it."""
    last = place + 2 * _MOST_GROUPS
    at = place + 1
    while at < last and text.word(at) in {" ", ".", ","} and text.kind(at + 1) == "n":
        at += 2
    return at


def _grouped_end(text: TokenText, place: int) -> int:
    at = find_reference_end(text, place)
    while text.word(at) == " " and text.kind(at + 1) == "n":
        at = find_reference_end(text, at + 1)
    return at


def _find_address(text: TokenText, place: int) -> UncheckedNumber | None:
    number = text.word(place)
    at = text.skip_spaces(place + 1)
    if text.word(at) in {"bis", "ter", "quater"}:
        at = text.skip_spaces(at + 1)
    if text.word(at) == ",":
        at = text.skip_spaces(at + 1)
    if len(number) <= 4 and text.word(at) in _STREETS and text.kind(at) == "w":
        return UncheckedNumber(place, at + 1, "address")
    if len(number) <= 4 and text.lang == "en" and _is_english_street(text, at):
        return UncheckedNumber(place, place + 1, "address")
    if len(number) == 5 and text.word(at) not in NOUNS and text.kind(at) == "w" and text.read_token(at)[:1].isupper():
        return UncheckedNumber(place, at + 1, "address")
    return None


def _is_english_street(text: TokenText, at: int) -> bool:
    """Tell whether capitalised words lead to a street: “10 Downing Street”, “221B Baker Street”."""
    for _ in range(3):
        if text.kind(at) != "w" or not text.read_token(at)[:1].isupper():
            return False
        at = text.skip_spaces(at + 1)
        if text.word(at) in _ENGLISH_STREETS:
            return text.read_token(at)[:1].isupper()
    return False


def _find_rating(text: TokenText, place: int) -> UncheckedNumber | None:
    """A mark out of so many, when a word says that it is one: « noté 4 sur 5 », “rated 4.5 out of 5”."""
    if not _is_marked(text, place):
        return None
    decimal = text.word(place + 1) in {",", "."} and text.kind(place + 2) == "n"
    at = text.skip_spaces(place + 3 if decimal else place + 1)
    if text.word(at) not in {"sur", "out", "/"}:
        return None
    end = text.skip_spaces(at + 1)
    end = text.skip_spaces(end + 1) if text.word(end) == "of" else end
    return UncheckedNumber(place, end + 1, "score") if text.kind(end) == "n" else None


def _find_score(text: TokenText, place: int) -> UncheckedNumber | None:
    number = text.word(place)
    sign = text.word(place + 1)
    most = text.word(place + 2) if sign == "/" else ""
    if most in {"10", "20", "100"} or (most == "5" and _is_marked(text, place)):
        return UncheckedNumber(place, place + 3, "score")
    decimal = sign in {",", "."} and text.kind(place + 2) == "n" and text.word(place + 3) == "/"
    if decimal and text.word(place + 4) in {"5", "10", "20", "100"}:
        return UncheckedNumber(place, place + 5, "score")
    if sign in {"-", "–"} and text.kind(place + 2) == "n" and text.kind(place - 1) in {"s", "", "p"}:
        other = text.word(place + 2)
        if text.word(place + 3) in {"-", "–", "/"} and text.kind(place + 4) == "n":
            return UncheckedNumber(place, find_reference_end(text, place), "score" if len(other) <= 2 else "code")
        unit = text.word(text.skip_spaces(place + 3))
        small = len(number) <= 3 and len(other) <= 3 and int(number) <= _SMALL_SCORE and int(other) <= _SMALL_SCORE
        # A range goes up and has a unit; a score has none.
        if small and not _counts_something(text, place + 2) and unit not in {"ans", "years", "h"} and unit not in NOUNS:
            return UncheckedNumber(place, place + 3, "score")
    return None


def _is_marked(text: TokenText, place: int) -> bool:
    return any(
        _CUES.get(word) == "score" or word in {"notes", "etoiles", "stars"} for word in text.words_before(place, 4)
    )


def _find_code(text: TokenText, place: int) -> UncheckedNumber | None:
    number, after = text.word(place), text.word(place + 1)
    dotted = after == "." and text.kind(place + 2) == "n"
    if dotted and text.word(place + 3) == "." and text.kind(place + 4) == "n":
        groups = {len(text.word(place + 2)), len(text.word(place + 4))}
        if groups != {3}:
            return UncheckedNumber(place, find_reference_end(text, place), "version")
    priced = text.word(text.skip_spaces_back(place - 1)) in CURRENCY_SIGNS
    lettered = dotted and text.kind(place + 3) == "w" and len(text.word(place + 3)) == 1
    if lettered and text.read_token(place + 3).isupper() and not (priced and text.word(place + 3) in SCALE_LETTERS):
        return UncheckedNumber(place, place + 4, "code")
    if dotted and len(number) == 2 and len(text.word(place + 2)) == 2 and _is_nomenclature(text, place):
        return UncheckedNumber(place, place + 3, "code")
    if text.kind(place + 1) == "w" and _is_code_letter(text, place):
        return UncheckedNumber(place, find_reference_end(text, place), "code")
    if len(number) >= 9 and not _counts_something(text, place):
        return UncheckedNumber(place, place + 1, "code")
    if number[0] == "0" and len(number) > 1 and not dotted and after != ",":
        return UncheckedNumber(place, find_reference_end(text, place), "code")
    if len(number) == 3 and _is_register_number(text, place):
        return UncheckedNumber(place, _grouped_end(text, place), "code")
    return None


def _is_nomenclature(text: TokenText, place: int) -> bool:
    """Tell whether « 82.20 » is the class of the trade: nobody counts anything to the hundredth beside these words."""
    if text.word(place) == "82" and text.word(place + 2) == "20" and not _counts_something(text, place):
        return True
    cues = {"naf", "nace", "ape", "code", "classe", "class", "activite", "activity", "section", "nomenclature", "sous"}
    return any(word in cues for word in text.words_before(place, 4)) and not _counts_something(text, place)


def _is_code_letter(text: TokenText, place: int) -> bool:
    """Tell whether letters stuck to the right of digits make a code (748H, 4G, 3D), not a unit, a scale or a rank."""
    letters, written = text.word(place + 1), text.read_token(place + 1)
    if (
        letters in NOUNS
        or letters in SCALE_WORDS
        or letters in CURRENCY_WORDS
        or letters in _MEASURES
        or letters == "h"
    ):
        return letters == "h" and written == "H" and len(text.word(place)) >= 3
    if len(letters) == 1 and letters in SCALE_LETTERS:
        following = text.word(text.skip_spaces(place + 2))
        money = following in CURRENCY_SIGNS or text.word(place - 1) in CURRENCY_SIGNS or following in CURRENCY_WORDS
        return not (money or letters in "km" or following == "d")
    return letters not in {"min", "s", "sec", "pp", "pts", "pct", "x", "ans", "bn", "mn"}


def _is_register_number(text: TokenText, place: int) -> bool:
    """Tell whether groups 3 3 3 (and 5) follow a SIREN or a SIRET, or end in five digits as no number does."""
    groups: list[int] = []
    at = place
    while text.kind(at) == "n" and len(groups) < 4:
        groups.append(len(text.word(at)))
        if text.word(at + 1) != " " or text.kind(at + 2) != "n":
            break
        at += 2
    return groups == [3, 3, 3, 5]


def _find_measure(text: TokenText, place: int) -> UncheckedNumber | None:
    unit = text.skip_spaces(_skip_groups(text, place))
    word = text.word(unit)
    if word == "°" or (word in _MEASURES and not _is_scale_meaning(text, unit)):
        return UncheckedNumber(place, unit + 1, "measure")
    return None


def _is_scale_meaning(text: TokenText, unit: int) -> bool:
    """Tell whether a letter that may measure (m, g) is a scale before a currency: « 20 m€ », « 18 M d’euros »."""
    after = text.word(unit + 1)
    following = text.word(text.skip_spaces(unit + 1))
    if text.word(unit) == "m" and text.kind(unit - 1) == "n" and after == " " and counts_millions(text, unit):
        return True
    if after in CURRENCY_SIGNS or following in CURRENCY_SIGNS or following in CURRENCY_WORDS or following == "d":
        return True
    number = text.skip_spaces_back(unit - 1)
    first = unit - 2 * _MOST_GROUPS
    while number > first and (text.kind(number) == "n" or text.word(number) in {".", ","}):
        number -= 1
    return text.word(number) in CURRENCY_SIGNS or (text.read_token(unit) == "M" and text.kind(unit - 1) == "n")
