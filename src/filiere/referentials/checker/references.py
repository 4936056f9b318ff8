"""Check 3, outside expressions: every key that names another record finds it; and check 10, proof of knock-outs."""

from collections.abc import Collection, Iterator

from filiere.core.faults import Fault
from filiere.core.numbers import parse_whole_number
from filiere.core.yaml_documents import Key
from filiere.referentials.checker.faults import fault
from filiere.referentials.faults import FORM_FAULTS, find_close_words
from filiere.referentials.records import Criterion
from filiere.referentials.release import Release


def name_faults(release: Release, unread: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """Yield a fault for each name that finds nothing; what could not be read is not called unknown as well."""
    lookup = _Lookup(release, unread)
    label = release.referential.kind == "label"
    if label:
        for part in ("total", "audit", "award"):
            if getattr(release, part) is None:
                yield release.fault(fault("label-part-missing", name=part), "head")
        if release.head.status == "withdrawn":
            yield release.fault(fault("status-withdrawn"), "head", "", ("status",))
    yield from _head_faults(release, lookup)
    for theme in release.themes:
        for category in theme.weight:
            yield from lookup.find(category, "weight", release.referential.categories, "theme", theme.key, ("weight",))
    for criterion in release.criteria.values():
        yield from _criterion_faults(criterion, lookup, label)
    for key, indicator in release.indicators.items():
        if indicator.scores is not None:
            wanted = indicator.scores.criterion
            at: Key = ("scores", "criterion")
            yield from lookup.find(wanted, "criterion", release.criteria, "indicator", key, at)
            named = release.criteria.get(wanted)
            if named is not None and named.scored_by != key:
                one_sided = fault("one-sided-score", indicator=key, criterion=wanted)
                yield release.fault(one_sided, "indicator", key, at)
    yield from _award_faults(release, lookup)


class _Lookup:
    """Looking names up, and saying the ones that are near."""

    def __init__(self, release: Release, unread: frozenset[str]) -> None:
        self.release = release
        self.unread = unread

    def find(self, value: str, name: str, known: Collection[str], kind: str, key: str, at: Key) -> Iterator[Fault]:
        """Yield a fault when ``value`` is not among the known keys."""
        if value not in known and value not in self.unread:
            unknown = FORM_FAULTS.build("unknown-name", key=name, value=value, near=find_close_words(value, known))
            yield self.release.fault(unknown, kind, key, at)


def _head_faults(release: Release, lookup: _Lookup) -> Iterator[Fault]:
    for index, vote in enumerate(release.head.adoption):
        colleges = release.referential.colleges
        for place, college in enumerate(vote.names):
            at: Key = ("college",) if vote.college is not None else ("colleges", place)
            yield from lookup.find(college, "college", colleges, "head", "", ("adoption", index, *at))
        if vote.dissent is not None and not (release.folder / vote.dissent).is_file():
            missing = fault("missing-dissent", value=vote.dissent)
            yield release.fault(missing, "head", "", ("adoption", index, "dissent"))


def _criterion_faults(criterion: Criterion, lookup: _Lookup, label: bool) -> Iterator[Fault]:
    release, key = lookup.release, criterion.key
    referential = release.referential
    theme = release.theme_of[key]
    if criterion.section is not None:
        sections = [section.key for section in theme.sections]
        yield from lookup.find(criterion.section, "section", sections, "criterion", key, ("section",))
    for index, category in enumerate(criterion.questionnaires or ()):
        at: Key = ("questionnaires", index)
        yield from lookup.find(category, "questionnaires", referential.categories, "criterion", key, at)
    if criterion.scale is not None:
        yield from lookup.find(criterion.scale, "scale", referential.scales, "criterion", key, ("scale",))
    if criterion.scored_by is not None:
        yield from lookup.find(criterion.scored_by, "scored_by", release.indicators, "criterion", key, ("scored_by",))
        indicator = release.indicators.get(criterion.scored_by)
        if indicator is not None and (indicator.scores is None or indicator.scores.criterion != key):
            one_sided = fault("one-sided-score", indicator=indicator.key, criterion=key)
            yield release.fault(one_sided, "criterion", key, ("scored_by",))
    elif label and criterion.scale is None and criterion.levels is None:
        yield release.fault(fault("unscored-criterion", key=key), "criterion", key)
    for index, evidence in enumerate(criterion.evidence):
        yield from lookup.find(evidence, "evidence", release.evidence, "criterion", key, ("evidence", index))
    if criterion.mirror is not None:
        category, _, other = criterion.mirror.of.partition(".")
        yield from lookup.find(category, "mirror", referential.categories, "criterion", key, ("mirror", "of"))
        yield from lookup.find(other, "mirror", release.criteria, "criterion", key, ("mirror", "of"))
    yield from _duty_faults(criterion, release)
    if criterion.knock_out is not None and not criterion.evidence and criterion.scored_by is None:
        yield release.fault(fault("knock-out-without-evidence", key=key), "criterion", key, ("knock_out",))


def _duty_faults(criterion: Criterion, release: Release) -> Iterator[Fault]:
    scale = release.scales.get(criterion.key)
    if scale is None:
        return
    highest = 0
    for year in sorted(criterion.duty, key=lambda one: parse_whole_number(one.rpartition("_")[2]) or 0):
        level = criterion.duty[year]
        if level not in scale.keys:
            unknown = fault("unknown-level", key=criterion.key, value=level, allowed=", ".join(scale.keys))
            yield release.fault(unknown, "criterion", criterion.key, ("duty", year))
        elif scale.rank(level) < highest:
            yield release.fault(fault("falling-duty", value=level), "criterion", criterion.key, ("duty", year))
        else:
            highest = scale.rank(level)


def _award_faults(release: Release, lookup: _Lookup) -> Iterator[Fault]:
    colleges = release.referential.colleges
    award = release.award
    if award is not None and award.committee is not None:
        for college in award.committee.seats:
            at: Key = ("committee", "seats", college)
            yield from lookup.find(college, "seats", colleges, "award", "", at)
    if award is not None and award.appeal is not None:
        for index, college in enumerate(award.appeal.panel.colleges):
            yield from lookup.find(college, "colleges", colleges, "award", "", ("appeal", "panel", "colleges", index))
    audit = release.audit
    if audit is not None:
        for index, rule in enumerate(audit.findings.arithmetic):
            for name in ("add", "upgrade_to"):
                kind = getattr(rule.then, name)
                if kind is not None:
                    at = ("findings", "arithmetic", index, "then", name)
                    yield from lookup.find(kind, name, audit.findings.kinds, "audit", "", at)
