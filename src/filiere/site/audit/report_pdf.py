"""From the sealed body of a report to its pages: names put on keys, words on words of the release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.publication.documents import AuditReport, FindingLine, Organisation, SitePlace
from filiere.site.accounts.models import User
from filiere.site.audit.evaluation_comparison import load_frozen_body
from filiere.site.audit.findings import finding_kind_label
from filiere.site.audit.report_scores import build_score_lines
from filiere.site.document_issuer import make_stamp
from filiere.site.label.code_labels import questions_in_order
from filiere.site.members.location_labels import describe_location
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


def proposed_level_label(dossier: Dossier, body: dict[str, Any]) -> Text:
    """The level the auditor proposes, in words."""
    award = load_release(dossier).award
    for level in award.levels if award is not None else ():
        if level.key == body["proposed_level"]:
            return level.text
    if body["scores"]["auditor"]["level"] in (None, "unknown"):
        return Text(fr="Aucun niveau proposé : il manque des réponses", en="No level proposed: answers are missing")
    return Text(fr="Aucun niveau proposé", en="No level proposed")


def build_audit_report(dossier: Dossier, body: dict[str, Any], sha256: str) -> AuditReport:
    """The report as the maker of documents takes it; ``sha256`` is that of the snapshot that holds it."""
    release = load_release(dossier)
    names = User.objects.names(one["key"] for one in body["auditors"])
    opening = date.fromisoformat(body["opening"]) if body["opening"] else dossier.opened
    ended = date.fromisoformat(body["ended"]) if body["ended"] else opening
    scores, total = build_score_lines(body, release, body["category"])
    told = [one for one in load_frozen_body(dossier).get("perimeter") or [] if isinstance(one, Mapping)]
    communes = {str(one.get("key") or one.get("site")): describe_location(one) for one in told}
    event = dossier.events.filter(snapshot__sha256=sha256).order_by("number").first()
    return AuditReport(
        stamp=make_stamp(
            reference=f"{dossier.key}-{body['round']}",
            issued=event.day if event is not None else ended,
            dossier=dossier.key,
            release=body["release"],
            release_sha256=body["release_sha256"],
            snapshot=Text(fr="Pièces de la décision", en="Documents for the decision"),
            snapshot_sha256=sha256,
            fictitious=dossier.fictitious,
        ),
        organisation=Organisation(name=body["organisation"]["name"], siren=body["organisation"]["siren"]),
        category=release.referential.categories[body["category"]].text,
        firm=", ".join(dict.fromkeys(one["firm"] for one in body["auditors"])) or "–",
        auditors=tuple(names.get(one["key"], "–") for one in body["auditors"]),
        independence=_independence_text(body),
        began=opening,
        ended=max(opening, ended),
        sites=tuple(
            SitePlace(name=one["name"], commune=communes.get(one["site"], ""), about=_day_text(one["day"]))
            for one in body["visits"]
        ),
        sampling=_sampling_text(body["sampling"]),
        scores=scores,
        total=total,
        findings=tuple(_build_finding_line(dossier, one) for one in order_findings(dossier, body)),
        proposal=proposed_level_label(dossier, body),
        answer=body["answer"],
        reply=body["reply"],
    )


def order_findings(dossier: Dossier, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a body in the order of the questions; those on no question come last."""
    ranks = {one.key: rank for rank, one in enumerate(questions_in_order(load_release(dossier)))}
    return sorted(body["findings"], key=lambda one: ranks.get(one["criterion"], len(ranks)))


def _independence_text(body: dict[str, Any]) -> Text:
    if body["by_exception"]:
        return Text(
            fr="Auditeur admis par exception, sur la signature de deux membres du comité de collèges différents.",
            en="Auditor admitted by exception, on the signatures of two committee members from different colleges.",
        )
    return Text(
        fr="Déclarée et vérifiée selon les règles de la version.",
        en="Declared, and checked against the version’s rules.",
    )


def _day_text(iso: str) -> Text:
    on = date.fromisoformat(iso)
    return Text(fr=format_day(on, "fr"), en=format_day(on, "en"))


def _sampling_text(told: dict[str, Any] | None) -> Text:
    if told is None:
        return Text(fr="Aucun tirage de sites pour cet audit.", en="No site draw for this audit.")
    return Text(
        fr=(
            f"Sites tirés au sort : {told['visited']} sur {told['sites']}. Liste scellée, empreinte "
            f"{told['population_sha256']}, nombre de départ {told['value']} ({told['source']}, tour "
            f"{told['beacon_round']}). Le dossier donne de quoi refaire le tirage."
        ),
        en=(
            f"Sites drawn by lot: {told['visited']} of {told['sites']}. List sealed under the fingerprint "
            f"{told['population_sha256']}, seed {told['value']} ({told['source']}, round {told['beacon_round']}). "
            "The dossier holds what it takes to repeat the draw."
        ),
    )


def _build_finding_line(dossier: Dossier, line: dict[str, Any]) -> FindingLine:
    release = load_release(dossier)
    criterion = release.criteria.get(line["criterion"] or "")
    parts = [line["text"], line["evidence"]]
    said = [found["text"] for found in (line.get("answer"), line.get("reply")) if found and found["text"]]
    return FindingLine(
        number=line["number"],
        kind=finding_kind_label(dossier, line["kind"]),
        about=criterion.text if criterion is not None else Text(fr="Toute la candidature", en="The whole application"),
        seen="\n\n".join(part for part in parts if part),
        status=_status_text(line),
        answer="\n\n".join(said) or None,
    )


def _status_text(finding: dict[str, Any]) -> Text:
    if finding["withdrawn"]:
        return Text(fr="Retiré par l’auditeur", en="Withdrawn by the auditor")
    if finding["lifted"]:
        on = _day_text(finding["lifted"])
        return Text(fr=f"Levé le {on.fr}", en=f"Lifted on {on.en}")
    if finding["due"]:
        on = _day_text(finding["due"])
        return Text(fr=f"À lever au plus tard le {on.fr}", en=f"Due to be lifted by {on.en}")
    return Text(fr="Sans délai de levée", en="No time limit for lifting")
