"""Addresses of the staff side, under /fr/staff/ and /en/staff/."""

from django.urls import path, re_path

from filiere.site.observatory.staff import dashboard, figures, imports, server_clock, site_journal, versions

app_name = "staff"

urlpatterns = [
    path("", dashboard.dashboard_page, name="home"),
    path("import/", imports.import_source, name="import"),
    re_path(
        r"^import/(?P<name>[a-z0-9-]+)/refused/(?P<identity>[0-9a-f]{16}|unread)/$",
        imports.refused_faults_file,
        name="refused-faults",
    ),
    path("sources/<int:pk>/", versions.show_report, name="version"),
    path("sources/<int:pk>/accept/", versions.accept_page, name="accept"),
    path("sources/<int:pk>/refuse/", versions.refuse, name="refuse"),
    path("sources/<int:pk>/faults/", versions.faults_file, name="faults"),
    path("figures/", figures.search_figures, name="figures"),
    path("figures/<slug:figure>/", figures.show_figure, name="figure"),
    path("figures/<slug:figure>/retain/", figures.retain_page, name="retain"),
    path("figures/<slug:figure>/release/", figures.release_page, name="release"),
    path("figures/<slug:figure>/correct/", figures.correct_page, name="correct"),
    path("journal/", site_journal.list_entries, name="journal"),
    path("clock/", server_clock.clock_page, name="clock"),
]
