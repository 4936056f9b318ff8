"""The rules of a release in sentences, as a reader repeats them; the expressions that they are written as, apart.

A number of sites or of days is told by examples that the expression itself gives: nobody reads a square root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.referentials import Release
from filiere.referentials.language import Environment, parse
from filiere.referentials.records import Audit, Award, Committee, Sampling, Validity
from filiere.referentials.records.audit_and_award import AwardLevel
from filiere.site.kit.bilingual_text import count_in_letters, join_list, localize, to_decimal
from filiere.site.label import code_labels
from filiere.site.label.condition_text import describe_condition, list_parameters, name_finding

_SITE_EXAMPLES = (1, 3, 9, 20)
_HEADCOUNT_EXAMPLES = (50, 200, 500)
_ALWAYS_VISITED: Mapping[str, tuple[str, str]] = {
    "head_office": ("le siège", "the head office"),
    "sites_with_open_major": ("les sites où un écart majeur reste ouvert", "sites where a major finding is still open"),
    "sites_opened_since_last_audit": ("les sites ouverts depuis le dernier audit", "sites opened since the last audit"),
}


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule: its name, its sentences, and the expressions it is written as, one a line, when it has any."""

    name: str
    sentences: tuple[str, ...]
    expressions: tuple[str, ...] = ()

    @property
    def formula(self) -> str:
        """The expressions, one a line."""
        return "\n".join(self.expressions)


@dataclass(frozen=True)
class RulePresenter:
    """Writes the rules of a release in a language, on a day."""

    release: Release
    day: date

    def list_rules(self) -> tuple[RuleView, ...]:
        """Every rule, from applying to losing the label."""
        award, audit = self.release.award, self.release.audit
        found: list[RuleView] = []
        if award is not None:
            found += self._eligibility(award)
            found += [self._level(one) for one in award.levels]
            found += self._knock_outs()
        if audit is not None:
            found += self._audit(audit)
        if award is not None:
            if award.committee is not None:
                found.append(self._committee(award.committee))
            if award.validity is not None:
                found.append(self._validity(award.validity))
            found += self._ends(award)
        return tuple(one for one in found if one.sentences)

    def describe_level(self, level: AwardLevel, day: date | None = None) -> str:
        """What a level asks, in one sentence."""
        held = [describe_condition(self.release, one, day or self.day) for one in level.all]
        either, always = [one for one in held if ";" in one], ", ".join(one for one in held if ";" not in one)
        if not either:
            return always
        said = localize(" ; ", "; ").join(either)
        return said + (localize(f". Dans tous les cas : {always}", f". In every case: {always}") if always else "")

    def _eligibility(self, award: Award) -> Iterator[RuleView]:
        sentences = [f"{str(one.text).rstrip('.')}." for one in award.eligibility]
        for exclusion in award.exclusions:
            lasts = code_labels.format_duration(exclusion.lasts)
            barred = str(exclusion.text).rstrip(".")
            sentences.append(localize(f"{barred} : exclu {lasts}.", f"{barred}: barred for {lasts}."))
        expressions = [*(one.when for one in award.eligibility), *(one.when for one in award.exclusions)]
        yield RuleView(
            localize("Conditions de candidature", "Who may apply"),
            tuple(sentences),
            self._write_expressions(expressions),
        )

    def _level(self, level: AwardLevel) -> RuleView:
        name = localize(f"{level.months} mois", f"{level.months} months") if level.months else str(level.text)
        sentences = [_sentence(self.describe_level(level))]
        if level.note is not None:
            sentences.insert(0, str(level.note))
        for start in self._list_changes(level):
            changed = [
                new
                for one in level.all
                if (new := describe_condition(self.release, one, start))
                != describe_condition(self.release, one, self.day)
            ]
            if changed:
                on, said = format_day(start), join_list(changed)
                sentences.append(localize(f"À partir du {on} : {said}.", f"From {on}: {said}."))
        return RuleView(name, tuple(sentences), self._write_expressions(level.all))

    def _list_changes(self, level: AwardLevel) -> list[date]:
        """The days after the present one on which a threshold of a level changes."""
        now = max(self.day, self.release.head.dates.effective)
        params = [
            self.release.head.params[key] for key in list_parameters(level.all) if key in self.release.head.params
        ]
        return sorted({value.start for one in params for value in one.values if value.start > now})

    def _knock_outs(self) -> Iterator[RuleView]:
        many = sum(one.knock_out is not None for one in self.release.criteria.values())
        if many:
            number = format_number(many)
            plural = "s" if many > 1 else ""
            yield RuleView(
                localize("Critère bloquant", "Knock-out criterion"),
                (
                    localize(
                        f"À {number} question{plural}, un niveau trop bas fait refuser le label, "
                        "quel que soit le score.",
                        f"On {number} question{plural}, too low a level means refusal, whatever the score.",
                    ),
                ),
            )

    def _audit(self, audit: Audit) -> Iterator[RuleView]:
        if audit.sampling is not None:
            yield self._sites(audit.sampling)
            yield from self._interviews(audit.sampling)
        elif audit.on_site == "required":
            yield RuleView(
                localize("Visite sur place", "Site visit"), (localize("Elle est obligatoire.", "It is required."),)
            )
        if audit.days is not None:
            yield self._days(audit.days)
        if audit.independence is not None:
            within = code_labels.format_duration(audit.independence.no_advice_to_candidate_within)
            cycles = audit.independence.max_consecutive_cycles
            many = count_in_letters(cycles, masculine=True)
            yield RuleView(
                localize("L’auditeur", "The auditor"),
                (
                    localize(
                        f"Il n’a pas conseillé l’entreprise depuis {within} et n’enchaîne pas plus de {many} audits.",
                        f"They have not advised the company for {within} and carry out no more than {many} audits in a "
                        f"row.",
                    ),
                ),
            )
        yield from self._findings(audit)
        if audit.adversarial is not None:
            answer = code_labels.format_duration(audit.adversarial.candidate_answers_within)
            reply = code_labels.format_duration(audit.adversarial.auditor_replies_within)
            yield RuleView(
                localize("Réponse au rapport", "Response to the report"),
                (
                    localize(
                        f"L’entreprise a {answer} pour répondre, puis l’auditeur {reply} pour répliquer.",
                        f"The company has {answer} to respond, then the auditor {reply} to reply.",
                    ),
                ),
            )

    def _sites(self, sampling: Sampling) -> RuleView:
        sizes = sampling.sites.size
        sentences = [
            f"{name}{localize(' : ', ': ')}{examples}."
            for name, expression in (
                (localize("Premier audit", "First audit"), sizes.initial),
                (localize("Contrôle de suivi", "Follow-up"), sizes.follow_up),
                (localize("Renouvellement", "Renewal"), sizes.renewal),
            )
            if (examples := self._give_examples(expression, "n", _SITE_EXAMPLES))
        ]
        if sampling.sites.add:
            sentences.append(
                localize(
                    "D’autres s’y ajoutent si des sites sont à risque, ou si l’audit précédent avait trouvé plusieurs "
                    "écarts majeurs.",
                    "More are added where sites are at risk, or where the last audit had found several major findings.",
                )
            )
        always = [localize(*_ALWAYS_VISITED[key]) for key in sampling.sites.always if key in _ALWAYS_VISITED]
        if always:
            sentences.append(
                localize(f"Toujours visités : {join_list(always)}.", f"Always visited: {join_list(always)}.")
            )
        if sampling.randomness is not None and sampling.randomness.seed_from == "public_beacon":
            sentences.append(
                localize(
                    "Les autres sont tirés au sort, à partir d’un nombre public, une fois la liste des sites scellée.",
                    "The others are drawn by lot, from a public number, once the list of sites is sealed.",
                )
            )
        lines = {"initial": sizes.initial, "follow_up": sizes.follow_up, "renewal": sizes.renewal}
        expressions = [*(f"{key}: {one}" for key, one in lines.items()), *(f"+ {one}" for one in sampling.sites.add)]
        return RuleView(localize("Sites visités", "Sites visited"), tuple(sentences), tuple(expressions))

    def _interviews(self, sampling: Sampling) -> Iterator[RuleView]:
        if sampling.interviews is None:
            return
        met = sampling.interviews.per_site
        people = []
        if examples := self._give_examples(met.advisers, "headcount", _HEADCOUNT_EXAMPLES):
            people.append(
                localize(f"des conseillers ({examples} salariés)", f"advisers ({examples} employees)"),
            )
        if isinstance(met.supervisors, int):
            many, plural = count_in_letters(met.supervisors, masculine=True), "s" if met.supervisors > 1 else ""
            people.append(localize(f"{many} superviseur{plural}", f"{many} supervisor{plural}"))
        if met.staff_representatives == "all":
            people.append(localize("tous les représentants du personnel", "all the staff representatives"))
        sentences = [localize(f"Sur chaque site : {join_list(people)}.", f"On each site: {join_list(people)}.")]
        if met.absent_management:
            sentences.append(localize("Jamais en présence de la direction.", "Never in the presence of management."))
        yield RuleView(localize("Qui est entendu", "Who is heard"), tuple(sentences), (f"advisers: {met.advisers}",))

    def _days(self, expression: str) -> RuleView:
        told = []
        for sites, headcount in ((1, 100), (2, 500), (3, 500)):
            value = self._evaluate(expression, {"sites_sampled": sites, "fact.headcount": headcount})
            if value is not None:
                people, many = format_number(headcount), "s" if sites > 1 else ""
                days = localize(
                    f"{format_number(value)}\u00a0jour{'s' if value >= 2 else ''}",
                    f"{format_number(value)} day{'' if value == 1 else 's'}",
                )
                told.append(
                    localize(
                        f"{days} pour {sites}\u00a0site{many} et {people}\u00a0salariés",
                        f"{days} for {sites} site{many} and {people} employees",
                    )
                )
        sentences = (f"{join_list(told)}.",) if told else ()
        return RuleView(localize("Jours d’audit", "Audit days"), sentences, (" ".join(expression.split()),))

    def _findings(self, audit: Audit) -> Iterator[RuleView]:
        sentences = []
        for key, kind in audit.findings.kinds.items():
            if kind.lift_within is not None:
                named = name_finding(self.release, key)
                named = raise_first_letter(named)
                within = code_labels.format_duration(kind.lift_within)
                sentences.append(
                    localize(f"{named} : à lever sous {within}.", f"{named}: to be lifted within {within}.")
                )
        for finding_rule in audit.findings.arithmetic:
            named = name_finding(self.release, finding_rule.then.add or finding_rule.then.upgrade_to or "")
            said = describe_condition(self.release, finding_rule.condition, self.day)
            said = raise_first_letter(said)
            sentences.append(
                localize(f"{said} : un {named} de plus.", f"{said}: one more {named}.")
                if finding_rule.then.add
                else localize(f"{said} devient {named.split()[-1]}.", f"{said} becomes a {named}.")
            )
        conditions = [one.condition for one in audit.findings.arithmetic]
        yield RuleView(localize("Écarts", "Findings"), tuple(sentences), self._write_expressions(conditions))

    def _committee(self, committee: Committee) -> RuleView:
        seats = join_list(
            [
                f"{format_number(total)} {code_labels.label_of(code_labels.SEAT_LABELS, key)}"
                for key, total in committee.seats.items()
            ]
        )
        total, each = committee.quorum.total, committee.quorum.per_college
        whole = sum(committee.seats.values())
        sentences = [
            localize(f"{whole} sièges : {seats}.", f"{whole} seats: {seats}."),
            localize(
                f"{total} votants au moins, dont {each} par collège.",
                f"At least {total} voters, with {each} per college.",
            ),
        ]
        if committee.decision.also == "no_college_unanimously_against":
            sentences.append(
                localize(
                    "Majorité simple, à condition qu’aucun collège ne vote unanimement contre.",
                    "A simple majority, with no college unanimously against.",
                )
            )
        if committee.tie == "postponed_once_then_refused":
            sentences.append(
                localize(
                    "À égalité des voix, le dossier est reporté une fois, puis refusé.",
                    "If the vote is tied, the decision is deferred once, then the label is refused.",
                )
            )
        if committee.first_vote == "blind":
            sentences.append(
                localize(
                    "Un premier vote, à l’aveugle, précède le débat ; le second décide.",
                    "A first vote, blind, comes before the debate; the second one decides.",
                )
            )
        if "raise_level" in committee.may_not:
            sentences.append(
                localize(
                    "Le comité peut accorder moins que la règle, jamais plus.",
                    "The committee may grant less than the rule, never more.",
                )
            )
        days, urgent = committee.notice.days, committee.notice.urgent
        notice = localize(f"Il est convoqué {days} jours avant", f"It is called {days} days ahead")
        if urgent is not None:
            notice += localize(f", {urgent} en cas d’urgence motivée", f", {urgent} in justified urgent cases")
        sentences.append(f"{notice}.")
        if committee.silence.effect == "on_next_agenda":
            after = code_labels.format_duration(committee.silence.after)
            sentences.append(
                localize(
                    f"S’il n’a pas décidé après {after}, le dossier vient en tête de la séance suivante.",
                    f"If it has not decided after {after}, the dossier heads the next session.",
                )
            )
        return RuleView(localize("Décision", "Decision"), tuple(sentences))

    def _validity(self, validity: Validity) -> RuleView:
        period = code_labels.format_duration(validity.period)
        sentences = [localize(f"Le label dure {period} au plus.", f"The label lasts {period} at most.")]
        for follow_up in validity.follow_up:
            at = code_labels.format_duration(follow_up.at)
            sentences.append(localize(f"Un contrôle a lieu à {at}.", f"A follow-up takes place at {at}."))
        opens = code_labels.format_duration(validity.renewal_opens)
        sentences.append(
            localize(f"Le renouvellement s’ouvre {opens} avant la fin.", f"Renewal opens {opens} before the end.")
        )
        return RuleView(localize("Durée", "Length"), tuple(sentences))

    def _ends(self, award: Award) -> Iterator[RuleView]:
        ors = localize(" ou ", " or ")
        sentences: list[str] = []
        expressions: list[str] = []
        if award.suspension is not None:
            most = code_labels.format_duration(award.suspension.max)
            why = ors.join(describe_condition(self.release, one, self.day) for one in award.suspension.if_any)
            sentences.append(localize(f"Suspension : {why} ; {most} au plus.", f"Suspension: {why}; {most} at most."))
            expressions += award.suspension.if_any
        if award.withdrawal is not None:
            why = ors.join(describe_condition(self.release, one, self.day) for one in award.withdrawal.if_any)
            within = code_labels.format_duration(award.withdrawal.adversarial)
            sentences.append(
                localize(
                    f"Retrait : {why}, après un délai de {within} pour répondre.",
                    f"Withdrawal: {why}, after {within} to respond.",
                )
            )
            expressions += award.withdrawal.if_any
        yield RuleView(
            localize("Suspension et retrait", "Suspension and withdrawal"),
            tuple(sentences),
            self._write_expressions(expressions),
        )
        if award.appeal is not None:
            within = code_labels.format_duration(award.appeal.within)
            said = localize(f"Sous {within}", f"Within {within}")
            if award.appeal.panel.distinct_from_committee:
                said += localize(
                    ", devant d’autres personnes que le comité", ", to people other than the committee’s members"
                )
            yield RuleView(localize("Recours", "Appeal"), (f"{said}.",))

    def _give_examples(self, expression: str, name: str, examples: tuple[int, ...]) -> str:
        """What an expression gives for a few values: "1 sur 1, 2 sur 3 et 3 sur 9"."""
        found = [(value, self._evaluate(expression, {name: value})) for value in examples]
        joint = localize("sur", "of") if name == "n" else localize("pour", "for")
        return join_list([f"{format_number(told)} {joint} {value}" for value, told in found if told is not None])

    def _evaluate(self, expression: str, values: Mapping[str, int]) -> Decimal | None:
        found = parse(expression).evaluate(Environment(values))
        is_number = isinstance(found, int | Fraction) and not isinstance(found, bool)
        return to_decimal(found).normalize() if is_number else None  # type: ignore[arg-type]

    def _write_expressions(self, expressions: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        """The expressions as they are written, then the values of the parameters they name."""
        lines = [" ".join(one.split()) for one in expressions]
        for key in list_parameters(expressions):
            if (parameter := self.release.head.params.get(key)) is not None:
                values = ", ".join(f"{format_number(one.value)} ({one.start})" for one in parameter.values)
                lines.append(f"param.{key} = {values}")
        return tuple(lines)


def _sentence(words: str) -> str:
    return f"{raise_first_letter(words)}."
