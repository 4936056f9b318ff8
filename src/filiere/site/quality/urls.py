"""Addresses of service quality, under /fr/quality/ and /en/quality/."""

from django.urls import include, path, re_path

from filiere.site.quality.views import (
    benchmark,
    centres,
    contacts,
    definitions,
    deliveries,
    erasing,
    figure_files,
    gap,
    home,
    indicator,
    local_sets,
    mappings,
    overview,
    packs,
    progress,
    rejects,
    staffing,
    templates,
    verification,
    week,
)

app_name = "quality"

SET = r"[a-z0-9][a-z0-9-]*(?:@[0-9]{1,4})?"
INDICATOR = r"[a-z][a-z0-9_]*"
CENTRE = r"^centres/(?P<key>o-[0-9a-f]{10})/"

of_centre = [
    path("", overview.overview, name="centre"),
    re_path(rf"^figures/(?P<name>{SET})\.(?P<extension>[a-z]+)$", figure_files.figure_file, name="figures-file"),
    re_path(
        rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})\.(?P<extension>[a-z]+)$",
        figure_files.figure_file,
        name="indicator-file",
    ),
    re_path(rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/$", indicator.indicator, name="indicator"),
    re_path(rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/contacts/$", contacts.behind, name="contacts"),
    re_path(
        rf"^figures/(?P<name>{SET})/(?P<indicator>{INDICATOR})/contacts\.csv$",
        contacts.contacts_file,
        name="contacts-file",
    ),
    path("definitions/", local_sets.local_sets, name="local-sets"),
    path("definitions/write/", local_sets.write, name="local-write"),
    re_path(rf"^definitions/(?P<name>{SET})/$", local_sets.local_set, name="local-set"),
    re_path(rf"^definitions/(?P<name>{SET})\.yaml$", local_sets.local_file, name="local-file"),
    path("gap/", gap.gap, name="gap"),
    path("gap/contacts/", gap.gap_contacts, name="gap-contacts"),
    path("gap/contacts.csv", gap.gap_contacts_file, name="gap-contacts-file"),
    path("compute/", overview.compute, name="compute"),
    path("open/", centres.opening, name="opening"),
    path("settings/", centres.settings, name="settings"),
    path("settings/customer/", erasing.customer, name="customer-erase"),
    path("settings/retention/", centres.retention, name="retention"),
    path("settings/managers/invite/", centres.invite, name="manager-invite"),
    path("settings/managers/me/", centres.name_me, name="manager-me"),
    path("settings/managers/<int:number>/end/", centres.end, name="manager-end"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/new/", deliveries.send, name="deliver"),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/$", deliveries.delivery, name="delivery"),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/rejects\.jsonl$", rejects.rejects, name="rejects"),
    re_path(
        r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/rejects\.(?P<extension>csv)$",
        rejects.rejects,
        name="rejects-csv",
    ),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/erase/$", erasing.delivery, name="delivery-erase"),
    re_path(r"^deliveries/(?P<delivery_key>d-[0-9a-f]{12})/columns/$", mappings.write, name="map"),
    path("staffing/", week.week, name="week"),
    path("benchmark/", benchmark.benchmark, name="benchmark"),
    path("benchmark/terms/", benchmark.terms, name="benchmark-terms"),
    path("benchmark/leave/", benchmark.leaving, name="benchmark-leave"),
    path("packs/", packs.packs, name="packs"),
    path("packs/verify/", verification.verify, name="pack-verify"),
    re_path(r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/$", verification.verification, name="verification"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})/$", packs.pack, name="pack"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})\.pack$", packs.pack_file, name="pack-file"),
    re_path(r"^packs/(?P<pack_key>p-[0-9a-f]{12})/erase/$", packs.erase, name="pack-erase"),
    path("mappings/", mappings.mappings, name="mappings"),
    path("mappings/<slug:name>@<int:version>.yaml", mappings.mapping_file, name="mapping-file"),
    re_path(r"^jobs/(?P<job_key>j-[0-9a-f]{12})/$", progress.job, name="job"),
    re_path(r"^jobs/(?P<job_key>j-[0-9a-f]{12})/stop/$", progress.stop, name="job-stop"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/compare/", definitions.comparison, name="definitions-compare"),
    re_path(rf"^definitions/(?P<name>{SET})/$", definitions.definition, name="definition"),
    re_path(rf"^definitions/(?P<name>{SET})\.yaml$", definitions.file, name="definition-file"),
    path("templates/", templates.templates, name="templates"),
    path("templates/<slug:table>.csv", templates.template, name="template"),
    path("staffing/", staffing.staffing, name="staffing"),
    path("packs/", verification.packs_about, name="packs-about"),
    path("packs/verify/", verification.receive, name="pack-receive"),
    re_path(r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/$", verification.received, name="pack-received"),
    re_path(r"^packs/verify/(?P<job_key>j-[0-9a-f]{12})/state/$", verification.received_job, name="pack-received-job"),
    path("centres/", centres.centres, name="centres"),
    re_path(CENTRE, include(of_centre)),
]
