"""Two small releases and the migration from one to the other, made up for the tests of migrations."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from support.scenes.scoring_sample import LEVELS, Heading, Question, release_of, text

from filiere.referentials import Evidence, Migration, Referential, Release
from filiere.referentials.records import Criterion

SHORT = {"low": 0, "high": 100}


def proof(key: str) -> Evidence:
    """A kind of evidence."""
    return Evidence.model_validate(
        {
            "key": key,
            "text": text(key),
            "kinds": ["pdf"],
            "confidentiality": "candidate",
            "personal_data": "none",
            "retention": {"after_decision": "6 year"},
            "reusable": True,
            "required_if": "true",
        }
    )


def pair(before: dict[str, Any], after: dict[str, Any], ops: list[dict[str, Any]], **more: Any) -> tuple[Release, ...]:
    """Return two releases of one theme, numbered 1 and 2; the second ships the migration."""
    migration = {
        "migration": {"referential": "small", "from": "1", "to": "2"},
        "applies_to": {"dossier_states": ["preparing", "holding"], "not": ["under_audit"]},
        "snapshots": {"before": "pre_migration", "after": "post_migration", "keep_source": "read_only"},
        "ops": ops,
        "coverage": {"every_source_key": "exactly_once", "every_target_key": "exactly_once"},
        "rights": {"label_in_force": "keeps_release_until_expiry", "candidate_may_refuse": True},
        "report": {"per_dossier": [], "aggregate": {"by": ["category", "size_class"], "min_group": 5}},
    }
    later = replace(one("2", after), migrations=(Migration.model_validate(migration | more),))
    return one("1", before), later


def one(number: str, questions: dict[str, Any]) -> Release:
    """Return a release of questions: to each its scale, or its scale and more; each asks for a proof of its own."""
    built = release_of(
        (Heading("t0", 1, "redistribute_to_siblings", tuple(Question(key, 1, "true") for key in questions)),)
    )
    criteria = []
    for key, told in questions.items():
        more = told if isinstance(told, dict) else {"scale": told}
        criteria.append(
            Criterion.model_validate(
                {"key": key, "text": text(key), "evidence": [f"proof_{key}"], "applies_if": "true"} | more
            )
        )
    scales = built.referential.model_dump()["scales"] | {
        "short": {"levels": [{"key": key, "value": value, "text": text(key)} for key, value in SHORT.items()]}
    }
    facts = built.referential.model_dump()["facts"]
    facts["headcount"] = {"type": "quantity", "unit": "employee", "source": ["declared"], "text": text("headcount")}
    return replace(
        built,
        referential=Referential.model_validate(built.referential.model_dump() | {"scales": scales, "facts": facts}),
        head=built.head.model_copy(update={"release": number}),
        themes=(built.themes[0].model_copy(update={"criteria": tuple(criteria)}),),
        evidence={f"proof_{key}": proof(f"proof_{key}") for key in questions},
        sha256=number * 64,
    )


@st.composite
def migrations(draw: st.DrawFn) -> tuple[Release, ...]:
    """Draw two releases and a migration between them; it says nothing of a question that is there for want of any."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    ops: list[dict[str, Any]] = []
    reviews = st.sampled_from(["required", "optional", "none"])
    carries = st.sampled_from(["answer", "answer_if_evidence", "evidence", "inputs_only", "none"])
    scale = st.sampled_from(["steps", "short"])
    for place in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["keep", "split", "merge", "rescale", "tighten", "new", "drop"]))
        key, other = f"q{place}", f"r{place}"
        if kind == "keep":
            before[key], after[key] = "steps", draw(scale)
            ops.append({"op": "keep", "key": key})
        elif kind == "split":
            before[key] = "steps"
            names = [f"{other}_{number}" for number in range(draw(st.integers(1, 3)))]
            after |= {name: draw(scale) for name in names}
            into = [{"key": name, "carry": draw(carries), "review": draw(reviews)} for name in names]
            ops.append({"op": "split", "from": key, "into": into})
        elif kind == "merge":
            names = [f"{key}_{number}" for number in range(draw(st.integers(1, 3)))]
            before |= {
                name: {"scale": "steps", "applies_if": draw(st.sampled_from(["true", "fact.a"]))} for name in names
            }
            after[other] = draw(scale)
            rule = draw(st.sampled_from(["min_level", "max_level", "none"]))
            ops.append({"op": "merge", "from": names, "into": other, "rule": rule, "review": draw(reviews)})
        elif kind == "rescale":
            before[key], after[key] = "steps", "short"
            table = {level: draw(st.sampled_from([None, *SHORT])) for level in LEVELS}
            ops.append({"op": "rescale", "key": key, "from_scale": "steps", "to_scale": "short", "table": table})
        elif kind == "tighten":
            before[key] = after[key] = "steps"
            ops.append({"op": "tighten", "key": key, "carry": draw(carries), "review": draw(reviews)})
        elif kind == "new":
            after[other] = draw(scale)
            ops.append({"op": "new", "key": other, "initial": "unknown"})
        else:
            before[key] = "steps"
            ops.append({"op": "drop", "key": key, "keep_in_archive": draw(st.booleans())})
    return pair(before or {"only": "steps"}, after or {"only": "steps"}, ops)


@st.composite
def answered(draw: st.DrawFn, release: Release) -> dict[str, Any]:
    """Draw a dossier of a release, half filled in."""
    keys = list(release.criteria)
    levels = {key: draw(st.sampled_from(release.scales[key].keys)) for key in keys if draw(st.booleans())}
    return {
        "category": "all",
        "date": "2027-03-01",
        "facts": {"a": draw(st.booleans()), "headcount": draw(st.sampled_from([10, 200, 5000]))},
        "answers": levels,
        "evidence": draw(st.lists(st.sampled_from(list(release.evidence)), unique=True)),
    }
