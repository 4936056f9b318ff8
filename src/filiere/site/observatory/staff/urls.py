"""Addresses of the staff side, under /fr/staff/ and /en/staff/."""

from django.urls import path, re_path

from filiere.site.observatory.staff import clock, dashboard, figures, imports, journal, versions

app_name = "staff"

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("import/", imports.import_source, name="import"),
    re_path(
        r"^import/(?P<name>[a-z0-9-]+)/refused/(?P<identity>[0-9a-f]{16}|unread)/$",
        imports.refused_faults,
        name="refused-faults",
    ),
    path("sources/<int:pk>/", versions.report, name="version"),
    path("sources/<int:pk>/accept/", versions.accept, name="accept"),
    path("sources/<int:pk>/refuse/", versions.refuse, name="refuse"),
    path("sources/<int:pk>/faults/", versions.faults, name="faults"),
    path("figures/", figures.index, name="figures"),
    path("figures/<slug:figure>/", figures.figure, name="figure"),
    path("figures/<slug:figure>/retain/", figures.retain, name="retain"),
    path("figures/<slug:figure>/release/", figures.release, name="release"),
    path("figures/<slug:figure>/correct/", figures.correct, name="correct"),
    path("journal/", journal.entries, name="journal"),
    path("clock/", clock.clock, name="clock"),
]
