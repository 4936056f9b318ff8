"""Addresses of service quality, under /fr/quality/ and /en/quality/."""

from django.urls import include, path, re_path

from filiere.site.quality.views import (
    benchmark,
    centres,
    contacts,
    day_staffing,
    definition_gap,
    definitions,
    deliveries,
    erasure,
    figure_files,
    home,
    indicator,
    local_definitions,
    mappings,
    overview,
    packs,
    progress,
    public_log_definition_gap,
    rejects,
    staffing,
    table_templates,
    verification,
)

app_name = "quality"

SET = r"[a-z0-9][a-z0-9-]*(?:@[0-9]{1,4})?"
INDICATOR = r"[a-z][a-z0-9_]*"
CENTRE = r"^centres/(?P<key>o-[0-9a-f]{10})/"

centre_urlpatterns = [
    path("", overview.show_overview, name="centre"),
    re_path(rf"^figures/(?P<name>{SET})\.(?P<extension>[a-z]+)$", figure_files.give_figure_file, name="figures-file"),
    re_path(
        rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})\.(?P<extension>[a-z]+)$",
        figure_files.give_figure_file,
        name="indicator-file",
    ),
    re_path(rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/$", indicator.show_indicator, name="indicator"),
    re_path(
        rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/contacts/$", contacts.contacts_page, name="contacts"
    ),
    re_path(
        rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/contacts\.csv$",
        contacts.give_contacts_file,
        name="contacts-file",
    ),
    path("definitions/", local_definitions.list_local_definitions, name="local-sets"),
    path("definitions/write/", local_definitions.write_definition_page, name="local-write"),
    re_path(rf"^definitions/(?P<name>{SET})/$", local_definitions.show_local_definition, name="local-set"),
    re_path(rf"^definitions/(?P<name>{SET})\.yaml$", local_definitions.give_local_definition_file, name="local-file"),
    path("gap/", definition_gap.show_gap, name="gap"),
    path("gap/contacts/", definition_gap.list_gap_contacts, name="gap-contacts"),
    path("gap/contacts.csv", definition_gap.give_gap_contacts_file, name="gap-contacts-file"),
    path("compute/", overview.request_computation, name="compute"),
    path("open/", centres.open_centre_page, name="opening"),
    path("settings/", centres.show_settings, name="settings"),
    path("settings/customer/", erasure.erase_customer_page, name="customer-erase"),
    path("settings/retention/", centres.retention_page, name="retention"),
    path("settings/managers/invite/", centres.invite_manager_page, name="manager-invite"),
    path("settings/managers/me/", centres.become_manager, name="manager-me"),
    path("settings/managers/<int:number>/end/", centres.end_manager_page, name="manager-end"),
    path("deliveries/", deliveries.list_deliveries, name="deliveries"),
    path("deliveries/new/", deliveries.send_delivery_page, name="deliver"),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/$", deliveries.show_delivery, name="delivery"),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/rejects\.jsonl$", rejects.give_rejects_file, name="rejects"),
    re_path(
        r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/rejects\.(?P<extension>csv)$",
        rejects.give_rejects_file,
        name="rejects-csv",
    ),
    re_path(
        r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/erase/$", erasure.erase_delivery_page, name="delivery-erase"
    ),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/columns/$", mappings.write_mapping_page, name="map"),
    re_path(
        r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/other-days/$", mappings.answer_other_days, name="other-days"
    ),
    path("staffing/", day_staffing.show_week, name="week"),
    path("benchmark/", benchmark.show_benchmark, name="benchmark"),
    path("benchmark/terms/", benchmark.terms_page, name="benchmark-terms"),
    path("benchmark/leave/", benchmark.leave_page, name="benchmark-leave"),
    path("packs/", packs.list_packs, name="packs"),
    path("packs/verify/", verification.send_pack_page, name="pack-verify"),
    re_path(r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/$", verification.show_verification, name="verification"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})/$", packs.show_pack, name="pack"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})\.pack$", packs.give_pack_file, name="pack-file"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})/erase/$", packs.erase_pack_page, name="pack-erase"),
    path("mappings/", mappings.list_mappings, name="mappings"),
    path("mappings/<slug:name>@<int:version>.yaml", mappings.give_mapping_file, name="mapping-file"),
    re_path(r"^jobs/(?P<job_key>j-[0-9a-f]{12})/$", progress.show_job_state, name="job"),
    re_path(r"^jobs/(?P<job_key>j-[0-9a-f]{12})/stop/$", progress.cancel_job, name="job-stop"),
]

urlpatterns = [
    path("", home.show_home, name="home"),
    path("definitions/", definitions.list_definitions, name="definitions"),
    path("definitions/compare/", definitions.compare_page, name="definitions-compare"),
    re_path(rf"^definitions/(?P<name>{SET})/$", definitions.show_definition, name="definition"),
    re_path(rf"^definitions/(?P<name>{SET})\.yaml$", definitions.give_definition_file, name="definition-file"),
    path("gap/", public_log_definition_gap.show_log_gap, name="log-gap"),
    path("templates/", table_templates.list_table_templates, name="templates"),
    path("templates/<slug:table>.csv", table_templates.give_template_file, name="template"),
    path("staffing/", staffing.staffing_page, name="staffing"),
    path("packs/", verification.explain_packs, name="packs-about"),
    path("packs/verify/", verification.send_pack_as_auditor, name="pack-receive"),
    re_path(
        r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/$", verification.show_auditor_verification, name="pack-received"
    ),
    re_path(
        r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/state/$",
        verification.show_auditor_job_state,
        name="pack-received-job",
    ),
    path("centres/", centres.list_centres, name="centres"),
    re_path(CENTRE, include(centre_urlpatterns)),
]
