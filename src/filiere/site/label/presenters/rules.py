"""The rules of a release in words: how it awards, how it audits, how it follows up; one line a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.referentials import Award, Release
from filiere.referentials.records import Committee, Sampling, Validity
from filiere.site.kit.localization import join_list, localize
from filiere.site.label import code_labels
from filiere.site.label.expression_text import describe_expression


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule: its name, what it says, and the expression it is written as when it has one."""

    name: str
    words: str
    expression: str = ""


@dataclass(frozen=True, slots=True)
class LevelRules:
    """A level of the label: its name, its note, and the conditions that must all hold."""

    key: str
    name: str
    note: str
    conditions: tuple[RuleView, ...]


@dataclass(frozen=True)
class RulePresenter:
    """Writes the rules of a release in a language, on a day."""

    release: Release
    day: date

    def say(self, fr: str, en: str) -> str:
        """One of two sentences."""
        return localize(fr, en)

    def rule(self, name: str, expression: str, text: str = "") -> RuleView:
        """A rule written as an expression; its own text says it better than we can."""
        return RuleView(
            name,
            text or describe_expression(self.release, expression, self.day),
            " ".join(expression.split()),
        )

    def levels(self) -> tuple[LevelRules, ...]:
        """The levels of the label, the best first, as they are tried."""
        award = self.release.award
        return tuple(
            LevelRules(
                one.key,
                str(one.text),
                str(one.note) if one.note is not None else "",
                tuple(self.rule("", condition) for condition in one.all),
            )
            for one in (award.levels if award is not None else ())
        )

    def eligibility(self) -> tuple[RuleView, ...]:
        """What a candidate must be, then what bars and for how long."""
        award = self.release.award
        if award is None:
            return ()
        found = [self.rule(self.say("Il faut", "Needed"), one.when, str(one.text)) for one in award.eligibility]
        for one in award.exclusions:
            lasts = code_labels.format_duration(one.lasts)
            text = f"{one.text} {self.say(f'Durée : {lasts}.', f'Length: {lasts}.')}"
            found.append(self.rule(self.say("Exclut", "Bars"), one.when, text))
        return tuple(found)

    def award(self) -> tuple[RuleView, ...]:
        """Committee, validity, suspension, withdrawal, appeal."""
        award = self.release.award
        if award is None:
            return ()
        found: list[RuleView] = []
        if award.committee is not None:
            found += self._committee(award.committee)
        if award.validity is not None:
            found += self._validity(award.validity)
        return (*found, *self._ends(award))

    def _committee(self, committee: Committee) -> Iterator[RuleView]:
        seats = [
            f"{format_number(total)} {code_labels.label_of(code_labels.SEAT_LABELS, key)}"
            for key, total in committee.seats.items()
        ]
        yield RuleView(self.say("Comité", "Committee"), join_list(seats))
        each, total = committee.quorum.per_college, committee.quorum.total
        yield RuleView(
            self.say("Quorum", "Quorum"),
            self.say(
                f"{total} présents, dont {each} au moins par collège",
                f"{total} present, with at least {each} per college",
            ),
        )
        days, urgent = committee.notice.days, committee.notice.urgent
        notice = Text(
            fr=f"{days} jours au moins avant la séance, ordre du jour compris",
            en=f"at least {days} days before the session, agenda included",
        )
        if urgent is not None:
            notice = Text(
                fr=f"{notice.fr} ; {urgent} en cas d’urgence motivée",
                en=f"{notice.en}; {urgent} in justified urgent cases",
            )
        yield RuleView(self.say("Convocation", "Notice"), str(notice))
        if committee.first_vote == "blind":
            yield RuleView(
                self.say("Premier vote", "First vote"),
                self.say("à l’aveugle, avant tout échange", "blind, before any exchange"),
            )
        yield RuleView(
            self.say("Si le comité ne décide pas", "If the committee does not decide"),
            self.say(
                f"après {code_labels.format_duration(committee.silence.after)}, le dossier passe en tête de la "
                f"séance suivante",
                f"after {code_labels.format_duration(committee.silence.after)}, the case heads the next sitting",
            )
            if committee.silence.effect == "on_next_agenda"
            else f"{code_labels.format_duration(committee.silence.after)}, "
            f"{committee.silence.effect.replace('_', ' ')}",
        )

    def _validity(self, validity: Validity) -> Iterator[RuleView]:
        yield RuleView(self.say("Durée du label", "Validity"), code_labels.format_duration(validity.period))
        for one in validity.follow_up:
            at = code_labels.format_duration(one.at)
            yield RuleView(self.say("Contrôle de suivi", "Follow-up"), self.say(f"à {at}", f"at {at}"))
        opens = code_labels.format_duration(validity.renewal_opens)
        yield RuleView(
            self.say("Renouvellement", "Renewal"),
            self.say(f"ouvert {opens} avant la fin", f"opens {opens} before the end"),
        )

    def _ends(self, award: Award) -> Iterator[RuleView]:
        if award.suspension is not None:
            most = code_labels.format_duration(award.suspension.max)
            for one in award.suspension.if_any:
                rule = self.rule(self.say("Suspension si", "Suspended if"), one)
                yield RuleView(
                    rule.name, f"{rule.words} ({self.say(f'{most} au plus', f'{most} at most')})", rule.expression
                )
        if award.withdrawal is not None:
            for one in award.withdrawal.if_any:
                yield self.rule(self.say("Retrait si", "Withdrawn if"), one)
        if award.appeal is not None:
            within = code_labels.format_duration(award.appeal.within)
            yield RuleView(
                self.say("Recours", "Appeal"),
                self.say(
                    f"sous {within}, devant d’autres personnes que le comité",
                    f"within {within}, before other people than the committee",
                )
                if award.appeal.panel.distinct_from_committee
                else self.say(f"sous {within}", f"within {within}"),
            )

    def audit(self) -> tuple[RuleView, ...]:
        """What is visited, who is met, what is found and how long one has to lift it."""
        audit = self.release.audit
        if audit is None:
            return ()
        found = [
            RuleView(
                self.say("Visite sur place", "Site visit"),
                code_labels.label_of(code_labels.AUDIT_LABELS, audit.on_site),
            )
        ]
        if audit.sampling is not None:
            found += self._sampling(audit.sampling)
        if audit.days is not None:
            found.append(self.rule(self.say("Jours d’audit", "Audit days"), audit.days))
        if audit.independence is not None:
            within = code_labels.format_duration(audit.independence.no_advice_to_candidate_within)
            cycles = audit.independence.max_consecutive_cycles
            found.append(
                RuleView(
                    self.say("Auditeur", "Auditor"),
                    self.say(
                        f"n’a pas conseillé le candidat depuis {within} ; {cycles} cycles de suite au plus",
                        f"has not advised the candidate for {within}; {cycles} cycles in a row at most",
                    ),
                )
            )
        for key, kind in audit.findings.kinds.items():
            if kind.lift_within is not None:
                named = str(kind.text) if kind.text is not None else key
                within = code_labels.format_duration(kind.lift_within)
                found.append(RuleView(named, self.say(f"à lever sous {within}", f"to be lifted within {within}")))
        for one in audit.findings.arithmetic:
            effect = one.then.add or one.then.upgrade_to or ""
            kind_text = audit.findings.kinds[effect].text if effect in audit.findings.kinds else None
            named = str(kind_text) if kind_text is not None else effect
            head = (
                self.say(f"Ajoute : {named}", f"Adds: {named}")
                if one.then.add
                else self.say(f"Devient : {named}", f"Becomes: {named}")
            )
            found.append(self.rule(head, one.condition))
        if audit.adversarial is not None:
            answer = code_labels.format_duration(audit.adversarial.candidate_answers_within)
            reply = code_labels.format_duration(audit.adversarial.auditor_replies_within)
            found.append(
                RuleView(
                    self.say("Réponse au rapport", "Response to the report"),
                    self.say(
                        f"sous {answer}, puis réplique sous {reply}", f"within {answer}, then a reply within {reply}"
                    ),
                )
            )
        return tuple(found)

    def _sampling(self, sampling: Sampling) -> Iterator[RuleView]:
        sizes = sampling.sites.size
        for name, expression in (
            (self.say("Sites visités, audit initial", "Sites visited, initial audit"), sizes.initial),
            (self.say("Sites visités, suivi", "Sites visited, follow-up"), sizes.follow_up),
            (self.say("Sites visités, renouvellement", "Sites visited, renewal"), sizes.renewal),
        ):
            yield self.rule(name, expression)
        for expression in sampling.sites.add:
            yield self.rule(self.say("Sites ajoutés", "Sites added"), expression)
        if sampling.interviews is not None:
            yield self.rule(
                self.say("Conseillers rencontrés par site", "Advisers met per site"),
                sampling.interviews.per_site.advisers,
            )
