"""The label's indicators a second time, typed by hand from what they say they measure, not read from their formulas.

Double entry: the release holds a formula for the machine and a text for people, and this file is the text turned into
arithmetic again, in plain fractions. A formula that drifts from its text, or a machine that reads it wrongly, meets
here a result that did not come the same way. Nothing of ``filiere`` is imported.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any


class NotKnown(Exception):
    """A figure cannot be had: something it needs was not given, or it divides by nought."""


class NotApplicable(Exception):
    """A figure has no meaning here: nothing to measure."""


@cache
def exact(word: str) -> Fraction:
    """A number that is written: the same few are read again in every dossier."""
    return Fraction(word)


def nearest(value: Fraction, digits: int) -> Fraction:
    """Round to so many decimals, a half going away from nought, as people round."""
    above, below = abs(value.numerator) * 10**digits, value.denominator
    whole = Fraction((2 * above + below) // (2 * below), 10**digits)
    return -whole if value < 0 else whole


@dataclass
class Measures:
    """The numbers of one dossier, and the indicators made of them, each computed once and rounded by its own rule.

    Under ``few`` people, a share that a single one would decide is not measured.
    """

    category: str
    facts: dict[str, Any]
    inputs: dict[str, Any]
    digits: dict[str, int]
    few: int = 0
    known: dict[str, Fraction | Exception] = field(default_factory=dict)
    sums: dict[str, Fraction] = field(default_factory=dict)

    def s(self, name: str) -> Fraction:
        """A number asked of each site, added up; a number asked once is its own sum."""
        if name not in self.sums:
            given = self.inputs.get(name)
            numbers = list(given.values()) if isinstance(given, dict) else given if isinstance(given, list) else [given]
            if not numbers or None in numbers:
                raise NotKnown(f"input.{name}")
            self.sums[name] = sum(map(exact, map(str, numbers)), Fraction(0))
        return self.sums[name]

    def f(self, name: str) -> Fraction:
        """A fact that is a number."""
        if self.facts.get(name) is None:
            raise NotKnown(f"fact.{name}")
        return exact(str(self.facts[name]))

    def i(self, key: str) -> Fraction:
        """An indicator, rounded."""
        if key not in self.known:
            try:
                self.known[key] = nearest(FORMULAS[key](self), self.digits[key])
            except (NotKnown, NotApplicable) as why:
                self.known[key] = why
            except ZeroDivisionError:
                self.known[key] = NotKnown(f"indicator.{key}")
        found = self.known[key]
        if isinstance(found, Exception):
            raise found
        return found


Formula = Callable[[Measures], Fraction]


def share(part: str, whole: str, times: int = 100) -> Formula:
    """A share of a whole that may be empty: there is then nothing to measure."""

    def formula(m: Measures) -> Fraction:
        if m.s(whole) <= 0:
            raise NotApplicable
        return times * m.s(part) / m.s(whole)

    return formula


def ratio(part: str, whole: str, times: int = 100) -> Formula:
    """A share of a whole that is never empty in a real company: nought is a mistake, and the share is not known."""
    return lambda m: times * m.s(part) / m.s(whole)


def per_head(part: str, times: int = 1) -> Formula:
    """A number by mean employee."""
    return lambda m: times * m.s(part) / m.i("hr_mean_workforce")


def only(categories: str, formula: Formula) -> Formula:
    """A measure asked of some categories only."""

    def chosen(m: Measures) -> Fraction:
        if m.category not in categories.split():
            raise NotApplicable
        return formula(m)

    return chosen


def when(fact: str, formula: Formula) -> Formula:
    """A measure of an activity that a company may not have."""

    def chosen(m: Measures) -> Fraction:
        if m.facts.get(fact) is None:
            raise NotKnown(f"fact.{fact}")
        if not m.facts[fact]:
            raise NotApplicable
        return formula(m)

    return chosen


def mended(new: Formula, old: Formula) -> Formula:
    """A measure that release 2027.2, known by its share of few people left out, takes otherwise than those before."""
    return lambda m: new(m) if m.few else old(m)


def emissions(*pairs: tuple[str, str]) -> Formula:
    """Quantities times their factors; the factor of what was not used is not asked."""

    def formula(m: Measures) -> Fraction:
        total = Fraction(0)
        for quantity, factor in pairs:
            used = m.i(quantity.removeprefix("=")) if quantity.startswith("=") else m.s(quantity)
            if used > 0:
                total += used * m.s(factor)
        return total

    return formula


def energy(m: Measures) -> Fraction:
    """Kilowatt-hours of every kind."""
    return sum((m.i(f"env_{kind}") for kind in ("electricity", "gas", "heat", "fuel")), Fraction(0))


def margin(m: Measures) -> Fraction:
    """Half the width of the 95% interval of Wilson, in points; 1.96² is 3.8416 and its quarter 0.9604."""
    n, satisfied = m.s("com_customers_answered"), m.s("com_customers_satisfied")
    if n <= 0:
        raise NotApplicable
    inside = satisfied * (n - satisfied) / n + Fraction("0.9604")
    if inside < 0:
        raise NotKnown("indicator.com_satisfaction_margin")
    context = Context(prec=60)
    root = context.sqrt(context.divide(Decimal(inside.numerator), Decimal(inside.denominator)))
    return 196 * Fraction(root) / (n + Fraction("3.8416"))


def pay_gap(m: Measures) -> Fraction:
    """How much less an hour of a woman is paid, in percent of an hour of a man; below nought when it is more.

    Under five women or five men, it would tell what a person earns.
    """
    few = m.s("hr_mean_women") < 5 or m.s("hr_mean_men") < 5
    if few or m.s("hr_paid_hours_women") <= 0 or m.s("hr_paid_hours_men") <= 0:
        raise NotApplicable
    women = m.s("hr_pay_women") / m.s("hr_paid_hours_women")
    return 100 * (1 - women / (m.s("hr_pay_men") / m.s("hr_paid_hours_men")))


def elected_gap(m: Measures) -> Fraction:
    """Women among the elected, less women among the staff, in points."""
    if m.s("dia_representatives") <= 0 or m.s("dia_representatives") < m.few:
        raise NotApplicable
    elected = m.s("dia_women_representatives") / m.s("dia_representatives")
    return 100 * (elected - m.s("hr_mean_women") / m.i("hr_mean_workforce"))


def promoted(m: Measures) -> Fraction:
    """Posts filled from within, among all those filled."""
    if m.s("hr_posts_filled") <= 0 or m.s("hr_posts_filled") < m.few:
        raise NotApplicable
    return 100 * m.s("hr_posts_from_within") / m.s("hr_posts_filled")


def newcomers(m: Measures) -> Fraction:
    """People still there among those hired."""
    if m.s("hr_hired") <= 0 or m.s("hr_hired") < m.few:
        raise NotApplicable
    return 100 * m.s("hr_hired_kept") / m.s("hr_hired")


def some(m: Measures, below: Fraction) -> Fraction:
    """What a measure is divided by; of nothing there is no measure, which release 2027.2 alone says."""
    if m.few and below <= 0:
        raise NotApplicable
    return below


def of_waste(m: Measures) -> Fraction:
    """Waste recovered in the waste produced; with none produced, not known before release 2027.2."""
    if m.few and m.i("env_waste_total") <= 0:
        raise NotApplicable
    return 100 * m.s("env_waste_recovered") / m.i("env_waste_total")


def covered(m: Measures) -> Fraction:
    """People in the scope of the label among those of the activity, in or out of it."""
    inside = m.s("gov_scope_people")
    if inside <= 0:
        raise NotApplicable
    return 100 * inside / (inside + m.s("gov_left_out_people"))


def of_paper(m: Measures) -> Fraction:
    """Recycled paper in the paper bought, when some was."""
    if m.i("env_paper_total") <= 0:
        raise NotApplicable
    return 100 * m.s("env_paper_recycled") / m.i("env_paper_total")


def none_is(best: int, formula: Formula, whole: str) -> Formula:
    """A share that has an agreed value when there was nothing to do."""
    return lambda m: formula(m) if m.s(whole) > 0 else Fraction(best)


CENTRES = "in_house outsourcer small_outsourcer"
OUTSOURCERS = "outsourcer small_outsourcer"
NOT_SMALL = "in_house outsourcer client_company"

FORMULAS: dict[str, Formula] = {
    "com_live_within": share("com_live_taken", "com_live_offered"),
    "com_written_within": share("com_messages_in_time", "com_messages_received"),
    "com_traced_share": share("com_contacts_traced", "com_contacts_handled"),
    "com_no_repeat_share": share("com_requests_no_return", "com_requests_closed"),
    "com_complaint_ratio": share("com_complaints_received", "com_contacts_handled", 1),
    "com_complaints_in_time": only(
        "in_house client_company", share("com_complaints_decided", "com_complaints_received")
    ),
    "com_satisfaction_response": only(NOT_SMALL, share("com_customers_answered", "com_customers_invited")),
    "com_satisfied_share": only(NOT_SMALL, share("com_customers_satisfied", "com_customers_answered")),
    "com_satisfaction_margin": only(NOT_SMALL, margin),
    "com_double_marked": mended(when("records_calls", marked := lambda m: m.s("com_marked_twice")), marked),
    "com_calibration_gap": mended(
        when("records_calls", gap := share("com_mark_gaps", "com_marked_twice", 1)),
        gap,
    ),
    "com_silent_share": when("has_outbound", share("com_calls_silent", "com_calls_picked_up")),
    "com_largest_client_share": only(OUTSOURCERS, share("com_revenue_largest", "com_revenue_total")),
    "env_electricity": lambda m: m.s("env_electricity_used"),
    "env_gas": lambda m: m.s("env_gas_used"),
    "env_heat": lambda m: m.s("env_heat_used"),
    "env_fuel": lambda m: m.s("env_fuel_used"),
    "env_energy_total": lambda m: energy(m) / 1000,
    "env_energy_per_position": lambda m: energy(m) / some(m, m.f("positions")),
    "env_energy_per_m2": lambda m: energy(m) / some(m, m.s("env_floor_area")),
    "env_renewable_share": lambda m: 100 * m.s("env_renewable_used") / some(m, m.i("env_electricity")),
    "env_ghg_scope1": emissions(
        ("=env_gas", "env_factor_gas"),
        ("=env_fuel", "env_factor_fuel"),
        ("env_refrigerant_added", "env_factor_refrigerant"),
    ),
    "env_ghg_heat": emissions(("=env_heat", "env_factor_heat")),
    "env_ghg_scope2_location": lambda m: m.i("env_electricity") * m.s("env_factor_electricity") + m.i("env_ghg_heat"),
    "env_ghg_scope2_market": lambda m: m.i("env_electricity") * m.s("env_factor_supplier") + m.i("env_ghg_heat"),
    "env_ghg_per_fte": lambda m: (m.i("env_ghg_scope1") + m.i("env_ghg_scope2_location")) / m.f("fte_total"),
    "env_ghg_commuting": emissions(
        *((f"env_commute_{by}_km", f"env_factor_{by}") for by in ("car", "ecar", "bus", "rail", "moto"))
    ),
    "env_ghg_travel": emissions(
        ("env_travel_plane_km", "env_factor_plane"),
        ("env_travel_train_km", "env_factor_train"),
        ("env_travel_car_km", "env_factor_travel_car"),
    ),
    "env_ghg_it": emissions(
        *((f"env_new_{thing}s", f"env_factor_{thing}") for thing in ("desktop", "laptop", "screen", "phone"))
    ),
    "env_ghg_scope3_part": lambda m: m.i("env_ghg_commuting") + m.i("env_ghg_travel") + m.i("env_ghg_it"),
    "env_scope3_per_fte": lambda m: m.i("env_ghg_scope3_part") / m.f("fte_total"),
    "env_telework_rate": when("has_telework", ratio("env_telework_days", "env_worked_days")),
    "env_pc_life_years": share("env_pc_service_years", "env_pcs_withdrawn", 1),
    "env_headset_life_years": share("env_headset_service_years", "env_headsets_withdrawn", 1),
    "env_refurbished_share": share("env_devices_refurbished", "env_devices_acquired"),
    "env_weee_reused_share": share("env_weee_reused", "env_weee_out"),
    "env_paper_total": lambda m: m.s("env_paper_bought"),
    "env_paper_recycled_share": of_paper,
    "env_paper_per_fte": lambda m: m.i("env_paper_total") / m.f("fte_total"),
    "env_waste_total": lambda m: m.s("env_waste_produced"),
    "env_waste_recovered_share": of_waste,
    "gov_bonus_social_share": share("gov_bonus_social", "gov_bonus_total"),
    "gov_answers_on_time": mended(
        when(
            "has_staff_questions",
            answers := none_is(0, ratio("gov_requests_answered", "gov_staff_requests"), "gov_staff_requests"),
        ),
        answers,
    ),
    "gov_rights_on_time": share("gov_rights_in_time", "gov_rights_requests"),
    "gov_access_closed": mended(
        share("gov_leavers_closed", "gov_leavers"),
        none_is(100, ratio("gov_leavers_closed", "gov_leavers"), "gov_leavers"),
    ),
    "gov_security_trained": share("gov_access_trained", "gov_access_holders"),
    "gov_figures_found_again": share("gov_figures_refound", "gov_figures_declared"),
    "gov_plan_done_share": share("gov_plan_done", "gov_plan_due"),
    "gov_scope_share": covered,
    "hr_mean_workforce": lambda m: m.s("hr_mean_employees"),
    "hr_newcomers_rate": newcomers,
    "hr_permanent_share": ratio("hr_permanent_staff", "hr_year_end_staff"),
    "hr_agency_share": lambda m: 100 * m.s("hr_agency_hours") / (m.s("hr_agency_hours") + m.s("hr_own_hours")),
    "hr_exit_rate": per_head("hr_exits", 100),
    "hr_turnover_mean": lambda m: 50 * (m.s("hr_entries") + m.s("hr_exits")) / m.i("hr_mean_workforce"),
    "hr_absence_rate": ratio("hr_hours_absent", "hr_hours_scheduled"),
    "hr_survey_response": none_is(0, ratio("hr_survey_answers", "hr_survey_invited"), "hr_survey_invited"),
    "hr_staff_favourable": none_is(0, ratio("hr_survey_favourable", "hr_survey_answers"), "hr_survey_answers"),
    "hr_women_share": per_head("hr_mean_women", 100),
    "hr_company_agreement_share": ratio("hr_company_covered", "hr_year_end_staff"),
    "hr_agreement_coverage": ratio("hr_covered_staff", "hr_year_end_staff"),
    "hr_training_total": lambda m: (
        (m.s("hr_training_arrival_hours") + m.s("hr_training_later_hours")) / m.i("hr_mean_workforce")
    ),
    "hr_training_later": per_head("hr_training_later_hours"),
    "hr_training_women": share("hr_training_women_hours", "hr_mean_women", 1),
    "hr_training_men": share("hr_training_men_hours", "hr_mean_men", 1),
    "hr_internal_promotions": promoted,
    "hr_gender_pay_gap": pay_gap,
    "hr_disabled_share": ratio("hr_disabled_staff", "hr_duty_workforce"),
    "buy_labelled_share": ratio("buy_volume_labelled", "buy_volume_total"),
    "buy_revision_share": ratio("buy_amount_revisable", "buy_amount_contracts"),
    "buy_forecast_error": none_is(100, ratio("buy_forecast_gap", "buy_forecast_volume"), "buy_forecast_volume"),
    "buy_late_change_share": ratio("buy_hours_changed_late", "buy_hours_ordered"),
    "buy_payment_days": ratio("buy_invoice_euro_days", "buy_invoice_euros", 1),
    "buy_sites_visited_share": ratio("buy_sites_visited", "buy_sites_used"),
    "buy_france_share": only("client_company in_house", ratio("buy_hours_france", "buy_hours_all")),
    "dia_local_cover": ratio("dia_staff_near_representative", "hr_year_end_staff"),
    "dia_women_gap": elected_gap,
    "dia_trained_managers": ratio("dia_managers_trained", "dia_managers"),
    "dia_trained_representatives": share("dia_elected_trained", "dia_elected"),
    "dia_answered_in_time": share("dia_questions_in_time", "dia_questions"),
    "dia_agreement_rate": share("dia_rounds_agreed", "dia_rounds_closed"),
    "dia_commitments_kept": share("dia_commitments_met", "dia_commitments_due"),
    "dia_expression_share": ratio("dia_expression_staff", "hr_year_end_staff"),
    "dia_dialogue_favourable": none_is(
        0, ratio("dia_dialogue_favourable_answers", "hr_survey_answers"), "hr_survey_answers"
    ),
    "soc_jobs_need_share": share("soc_contact_jobs_need", "soc_contact_jobs"),
    "soc_local_share": share("soc_purchases_local", "soc_purchases"),
    "soc_inclusive_share": share("soc_purchases_inclusive", "soc_purchases"),
    "soc_visitor_rate": per_head("soc_visitors"),
    "soc_given_hours_rate": per_head("soc_given_hours"),
    "soc_rgaa_rate": share("soc_rgaa_met", "soc_rgaa_applicable"),
    "soc_reports_rate": share("soc_reports_in_time", "soc_reports_received"),
    "wc_headset_share": share("wc_headset_advisers", "wc_phone_advisers"),
    "wc_roomy_share": share("wc_positions_roomy", "wc_positions_installed"),
    "wc_area_per_position": share("wc_contact_area", "wc_positions_installed", 1),
    "wc_late_change_rate": share("wc_days_changed", "wc_days_planned"),
    "wc_split_rate": share("wc_days_split", "wc_days_planned"),
    "wc_break_share": share("wc_break_hours_taken", "wc_break_hours_due"),
    "wc_accident_rate": per_head("wc_injured_staff", 100),
    "wc_accident_days": per_head("wc_accident_days_lost"),
    "wc_work_deaths": lambda m: m.s("wc_deaths"),
    "wc_visits_rate": share("wc_visits_on_time", "wc_visits_due"),
    # The four measures of 2009 that 2027 counts otherwise.
    "turnover_january_rate": ratio("hr_exits", "staff_on_january_1"),
    "stability_ratio_percent": lambda m: 100 * m.i("hr_mean_workforce") / m.s("hr_year_end_staff"),
    "presence_24_share": share("permanent_hires_present", "permanent_hires_before"),
    "absence_justified_rate": ratio("hours_absent_justified", "hr_hours_scheduled"),
    "absence_unjustified_rate": ratio("hours_absent_unjustified", "hr_hours_scheduled"),
}
