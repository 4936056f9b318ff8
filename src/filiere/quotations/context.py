"""Second stage: what the words around a number say of its scope, and nothing that they do not say.

Year, place, segment, measure and source are read in the number's own clause, then in its sentence, then, when the
sentence points back (*ils*, *leurs*, *en*, “they”, “their”), in the sentences before it in the paragraph or in the
heading. A sentence that points to nothing takes nothing: its neighbours may come in any order. When one clause says
several, the nearest to the number is its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from filiere.core.periods import Period
from filiere.figures import Register
from filiere.quotations.implied_units import find_asked_unit, find_counted_unit, find_implied_unit
from filiere.quotations.mentions import Mention
from filiere.quotations.number_words import starts_number
from filiere.quotations.phrases import Word, read_words
from filiere.quotations.place_choice import choose_places
from filiere.quotations.place_mentions import PlaceSaid, index_places
from filiere.quotations.segment_mentions import SECTOR, choose_segments
from filiere.quotations.sentences import Clause, Sentence, find_clauses, find_core, split_sentences
from filiere.quotations.source_citations import find_citations
from filiere.quotations.source_names import index_sources
from filiere.quotations.speaker_figures import is_own_house
from filiere.quotations.time_mentions import VERBS, Moment, TimeSaid, find_moment, find_present, find_times, is_past
from filiere.quotations.token_text import TokenText
from filiere.quotations.topics import TopicIndex, index_topics
from filiere.quotations.units import NOUNS, PEOPLE
from filiere.quotations.word_lists import split_set

Measure = Literal["people", "FTE", "positions"]

_BACK = split_set("ils elles elle leurs leur celui celle ceux celles eux they their them its those theirs")
_POINTING = split_set("ces cet cette these such")
_BACK_PAIRS = frozenset(
    tuple(pair.split("_"))
    for pair in split_set(
        "that_year the_same same_year that_month same_month of_it of_this of_that annee_la mois_la la_meme le_meme "
        "meme_annee meme_date meme_periode that_time same_time that_date that_figure that_made that_makes that_is "
        "this_made this_makes l_autre the_other the_latter the_former ce_dernier cette_derniere ces_derniers "
        "ces_dernieres l_epoque then_had en_question in_question"
    )
)
_PRODUCING = split_set(
    "sol soil territoire territory situe situes situee situees implante implantes implantees installe installes "
    "located based sites site domestic domestically hexagonal borders frontieres carried performed effectivement "
    "actually physically physiquement execute executes executees plateaux floors home onshore interieur"
)
"""Words that say where work is done, not whom it is for."""
_TIMES = split_set("annee annees jour jours mois temps semaine semaines periode date heure moment days times years")
"""Nouns after which a demonstrative points to a time, not to the sentence before."""
_SHORT_SENTENCE = 14
"""Words of a sentence that may leave its subject to the one before, though nothing points there: it may only agree."""
_BACK_WEIGHT, _BACK_STEP = 0.45, 0.06


@dataclass(frozen=True, slots=True)
class Context:
    """What is said of the scope of a number; what is not said is None or empty.

    ``core``, ``near`` and ``wide`` give the phrases of topics that stand between the signs around the number, in its
    clause and in the whole sentence, by number, and ``back`` those of the sentences that it points back to, with their
    weight, less the further they are.
    ``served`` is true when the text speaks of the French market, which may be served from elsewhere, ``produced`` when
    it says where the work is done: « sur le sol français », “carried out in France”. ``attributed`` is true of a share
    of the people of outsourcers of which a verb says something, « 61 % des conseillers des prestataires possédaient… »:
    it is no share that outsourcers have of the sector.
    ``base`` gives the phrases that stand in what a share is one of: “4.9% of outsourcers’ revenue”.
    ``place`` is empty when no place is said; ``weak`` is true when only an adjective of nation says it.
    """

    moment: Moment
    places: frozenset[str]
    weak: bool
    segments: frozenset[str]
    measure: Measure | None
    unit: str | None
    sources: frozenset[str]
    core: frozenset[int]
    near: frozenset[int]
    wide: frozenset[int]
    back: Mapping[int, float]
    served: bool
    produced: bool
    attributed: bool
    local: bool
    sector: bool
    said: date | None
    base: frozenset[int] = frozenset()
    readings: tuple["Context", ...] = ()
    """Other readings that the sentence allows, which serve only where they make the number right."""


@dataclass(slots=True)
class SentenceReading:
    """A sentence read once for all its numbers."""

    sentence: Sentence
    words: list[Word]
    times: list[TimeSaid]
    places: list[PlaceSaid]
    phrases: dict[int, list[int]]
    sources: dict[str, list[int]]
    points_back: bool
    heading: bool = False
    segments: dict[str, list[int]] = field(default_factory=dict)


def find_contexts(text: TokenText, mentions: Sequence[Mention], register: Register, said: date | None) -> list[Context]:
    """Return the context of each mention, in their order."""
    sentences = split_sentences(text)
    if not sentences:
        return []
    clauses = find_clauses(text, mentions, sentences)
    readings: dict[int, SentenceReading] = {}
    topics = index_topics(register)

    def read(number: int) -> SentenceReading:
        if number not in readings:
            readings[number] = _read_sentence(text, sentences[number], register, topics, said)
        return readings[number]

    numbers = {sentence: number for number, sentence in enumerate(sentences)}
    found = []
    for mention, clause in zip(mentions, clauses, strict=True):
        number = numbers[clause.sentence]
        pointed = [read(one) for one in _list_sources(text, number, sentences, read)]
        context = _build_context(text, mention, clause, pointed, topics, said)
        sentence = clause.sentence
        if (clause.outer_start, clause.outer_after) != (sentence.start, sentence.after):
            whole = replace(clause, outer_start=sentence.start, outer_after=sentence.after)
            wider = _build_context(text, mention, whole, pointed, topics, said)
            context = replace(context, readings=(*context.readings, wider))
        undated = context.moment.period is None and not context.moment.now
        if len(pointed) == 1 and (not context.sector or undated or len(pointed[0].words) <= _SHORT_SENTENCE):
            before = [read(one) for one in _list_before(number, sentences)]
            if before:
                wider = _build_context(text, mention, clause, [*pointed, *before], topics, said)
                context = replace(context, readings=(*context.readings, wider))
        found.append(context)
    return found


def _list_before(number: int, sentences: Sequence[Sentence]) -> list[int]:
    """Return the two sentences before one in its paragraph, nearest first."""
    paragraph = sentences[number].paragraph
    return [one for one in range(number - 1, max(-1, number - 3), -1) if sentences[one].paragraph == paragraph]


def _list_sources(
    text: TokenText, number: int, sentences: Sequence[Sentence], read: Callable[[int], "SentenceReading"]
) -> list[int]:
    """Return the sentence of a number, then those that it points back to, nearest first, up to the paragraph before.

    An answer points back to its question: « Les prestataires ? 36 000 emplois. »
    """
    found = [number]
    if number and text.word(sentences[number - 1].after - 1) == "?" and not read(number).points_back:
        return [number, number - 1]
    if not read(number).points_back:
        return found
    paragraph = sentences[number].paragraph
    for before in range(number - 1, max(-1, number - 5), -1):
        if sentences[before].paragraph < paragraph - 1:
            break
        found.append(before)
    return found


def _read_sentence(
    text: TokenText, sentence: Sentence, register: Register, topics: TopicIndex, said: date | None
) -> SentenceReading:
    words = read_words(text.tokens, sentence.start, sentence.after)
    cited = {place for one in find_citations(text.tokens, sentence.start, sentence.after) for place in one}
    telling = [word for word in words if word.place not in cited] if cited else words
    phrases = topics.phrases.find(telling)
    times = find_times(text, sentence.start, sentence.after, said)
    reading = SentenceReading(
        sentence,
        words,
        # The year of a publication serves only a sentence that says no other.
        [time for time in times if time.start not in cited] or times,
        index_places(register).find(text, telling),
        phrases,
        index_sources(register).find(words),
        points_back=_points_back(words),
    )
    for name, numbers in topics.segments.items():
        places = [place for number in numbers for place in phrases.get(number, ())]
        if places:
            reading.segments[name] = places
    return reading


_TAKING = split_set(
    "had has made makes employed employs counted counts hosted hosts held holds took takes accounted accounts"
)
"""Verbs after which *it* at the head of a sentence is no dummy: “It had 22% of the jobs.”"""
_BEING = split_set("is are was were has have had will would may might s")
_NOT_THERE = split_set("a avait ont avaient aura compris")


def _points_back(words: Sequence[Word]) -> bool:
    """Tell whether a sentence stands on one before: a pronoun, a demonstrative (« ces entreprises »), or *en* before a
    verb (« en concentrait »)."""
    raws = [word.raw for word in words]
    if raws[:1] == ["it"] and raws[1:2] and (raws[1] in _TAKING or (raws[1] in VERBS and len(raws) <= _SHORT_SENTENCE)):
        return True
    if any(
        (word == "there" and not set(raws[at + 1 : at + 2]) & _BEING)
        or (word == "y" and raws[at - 1 : at] != ["il"] and not set(raws[at + 1 : at + 2]) & _NOT_THERE)
        for at, word in enumerate(raws)
    ):
        return True
    if raws[:2] in (["there", "were"], ["there", "are"]) and raws[2:3] and raws[2].isdigit():
        return True
    return any(word.raw in _BACK for word in words) or any(
        (first.raw == "en" and second.raw in VERBS | _COUNTING)
        or (first.raw in _POINTING and second.raw not in _TIMES)
        or (first.raw, second.raw) in _BACK_PAIRS
        for first, second in pairwise(words)
    )


def _is_attributed(text: TokenText, own: SentenceReading, clause: Clause, mention: Mention) -> bool:
    """Tell whether a share is one of the people of outsourcers, with a verb after them and none before."""
    following = [word for word in own.words if mention.reach <= word.place < clause.after]
    if mention.unit != "%" or len(following) < _FEWEST_ATTRIBUTED or following[0].raw not in {"of", "des", "de", "d"}:
        return False
    people = NOUNS.get(following[1].raw) in PEOPLE or NOUNS.get(following[2].raw) in PEOPLE
    owners = [at for at, word in enumerate(following[:8]) if word.place in own.segments.get("outsourced", ())]
    if not people or not owners or not any(word.raw in _OF for word in following[2 : owners[0]]):
        return False
    verbs = [at for at, word in enumerate(following) if word.raw in VERBS or is_past(text, word)]
    return bool(verbs) and verbs[0] > owners[0]


_FEWEST_ATTRIBUTED = 4
_OF = split_set("of at with for des de")


_COUNTING = split_set("ont a comptent auraient aurait denombrait denombraient")


def _find_base(text: TokenText, own: SentenceReading, clause: Clause, mention: Mention) -> frozenset[int]:
    """Return the phrases in the complement of a share, up to its verb or the next sign: “of French outsourcers’
    revenue”, « du chiffre d’affaires des prestataires »."""
    start = text.skip_spaces(mention.reach)
    if mention.unit != "%" or text.word(start) not in {"of", "des", "de", "du", "d"}:
        return frozenset()
    after = start
    while after < clause.after and text.word(after) not in _CLOSING and not is_past(text, _word_at(text, after)):
        after += 1
    return _find_phrases(text, own, (start, after), mention)


def _word_at(text: TokenText, place: int) -> Word:
    return Word(text.word(place), text.word(place), place)


_CLOSING = VERBS | frozenset(",;:()–.") | split_set("in en a at by par chez from for pour who which that qui que")


def _counts_before(own: SentenceReading, clause: Clause) -> bool:
    """Tell whether a clause counts what the sentence before counted: « la Bretagne n’en avait que 593 »."""
    words = [word for word in own.words if clause.start <= word.place < clause.after]
    return any(first.raw == "en" and (second.raw in VERBS | _COUNTING) for first, second in pairwise(words))


def _build_context(
    text: TokenText,
    mention: Mention,
    clause: Clause,
    readings: list[SentenceReading],
    topics: TopicIndex,
    said: date | None,
) -> Context:
    own = readings[0]
    outer_words = [word for word in own.words if clause.outer_start <= word.place < clause.outer_after]
    times = [time for time in own.times if clause.outer_start <= time.start < clause.outer_after]
    moment = find_moment(text, times, outer_words, mention.first, mention.reach, clause.start, clause.after)
    if moment.period is None and not moment.now and len(readings) > 1:
        moment = _find_moment_before(readings[1:], moment)
    moment = find_present(moment, said)
    bounds = (find_core(text, mention, clause), (clause.start, clause.after), (clause.outer_start, clause.outer_after))
    parts = frozenset[str]()
    core, near, wide = (_find_phrases(text, own, one, mention) for one in bounds)
    segments = choose_segments(own.words, own.segments, bounds)
    sector = bool(topics.sector & wide)
    back: dict[int, float] = {}
    for distance, reading in enumerate(readings[1:]):
        for number in reading.phrases:
            back.setdefault(number, _BACK_WEIGHT - _BACK_STEP * distance)
        if not sector and topics.sector & reading.phrases.keys():
            segments = segments or _main_segments(reading)
            sector = True
    places, weak = choose_places(own.words, own.places, bounds, mention)
    if not places:
        places = _find_places_before(readings[1:])
    elif places == frozenset({"FR"}) and (part := _find_places_before(readings[1:])) - {"FR"}:
        parts = part
    unit = mention.unit or find_implied_unit(text, mention, clause, own.words)
    if mention.unit is None and mention.kind == "count" and len(readings) > 1 and _counts_before(own, clause):
        unit = find_counted_unit(readings[1].words) or unit
    if unit is None and mention.kind == "count" and len(readings) > 1:
        unit = find_asked_unit(readings[1].words) or find_counted_unit(readings[1].words)
    if unit in PEOPLE and topics.full_time & near:
        unit = "FTE"
    if mention.unit is None and mention.kind == "count" and unit in {None, "companies"} and topics.full_time & wide:
        # « En équivalents temps plein, les prestataires en étaient à 36 352. »
        unit = "FTE"
    context = Context(
        moment=moment,
        places=places,
        weak=weak,
        segments=segments,
        measure=_measure_of(unit),
        unit=unit,
        sources=_choose_sources(own, clause),
        core=core,
        near=near,
        wide=wide,
        back=back,
        served=bool(topics.french_market & wide),
        produced=any(
            word.raw in _PRODUCING or word.raw.startswith("produ") for word in outer_words if word.raw != "product"
        ),
        attributed=_is_attributed(text, own, clause, mention),
        local=is_own_house(text, own.words, own.places, clause),
        sector=sector,
        said=said,
        base=_find_base(text, own, clause, mention),
    )
    others = list(_list_readings(context, mention, own, clause, times))
    if parts:
        # « That made 9.7% of French jobs »: the region of the sentence before.
        others.append(replace(context, places=parts, weak=False))
    return replace(context, readings=tuple(others))


def _list_readings(
    context: Context, mention: Mention, own: SentenceReading, clause: Clause, times: Sequence[TimeSaid]
) -> Iterator[Context]:
    """Give the other readings of a context: without a place that only another clause says, and a growth from the first
    to the last of the two last years that stand before it (« de 10 en 2004 à 16 en 2008, ils ont gagné 60 % »)."""
    if context.places and not any(clause.start <= one.place < clause.after for one in own.places):
        yield replace(context, places=frozenset(), weak=False)
    before = [one.period for one in times if one.after <= mention.first]
    if mention.kind == "growth" and len(before) > 1 and before[-2].start < before[-1].start:
        span = Period.parse(f"{before[-2].year}/{before[-1].last_year}")
        yield replace(context, moment=replace(context.moment, period=span))


def _find_places_before(readings: Sequence[SentenceReading]) -> frozenset[str]:
    """Return the place of the sentence that is pointed back to, when it says one only."""
    for reading in readings:
        strong = {one.codes for one in reading.places if one.strength == "strong"}
        if strong:
            return next(iter(strong)) if len(strong) == 1 else frozenset()
    return frozenset()


def _find_moment_before(readings: list[SentenceReading], moment: Moment) -> Moment:
    """Return the time of the sentence that is pointed back to, when it says one only."""
    for reading in readings:
        if len({time.period for time in reading.times}) == 1:
            return Moment(reading.times[0].period, moment.tense, now=False)
        if reading.times:
            break
    return moment


def _find_phrases(text: TokenText, own: SentenceReading, bounds: tuple[int, int], mention: Mention) -> frozenset[int]:
    """Return the phrases that stand between two places; the words of the number itself are none."""
    digits = {
        place
        for place in range(mention.first, mention.after)
        if text.kind(place) == "n" or starts_number(text.word(place), mention.lang)
    }
    start, after = bounds
    return frozenset(
        number
        for number, places in own.phrases.items()
        if any(start <= place < after and place not in digits for place in places)
    )


def _main_segments(reading: SentenceReading) -> frozenset[str]:
    narrow = frozenset(name for name in reading.segments if name not in {"whole", SECTOR})
    if len(narrow) > 1:
        last = max(narrow, key=lambda name: max(reading.segments[name]))
        return frozenset({last})
    return narrow or frozenset(reading.segments)


def _choose_sources(own: SentenceReading, clause: Clause) -> frozenset[str]:
    for start, after in ((clause.start, clause.after), (clause.outer_start, clause.outer_after)):
        found = frozenset(
            name for name, places in own.sources.items() if any(start <= place < after for place in places)
        )
        if found:
            return found
    return frozenset()


def _measure_of(unit: str | None) -> Measure | None:
    if unit == "FTE":
        return "FTE"
    if unit in {"positions", "seats"}:
        return "positions"
    return "people" if unit in PEOPLE else None
