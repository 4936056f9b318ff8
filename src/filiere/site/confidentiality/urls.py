"""Addresses of the tables that went out, under /fr/tables/ and /en/tables/: open to all."""

from django.urls import path, re_path

from filiere.site.confidentiality.views import releases

app_name = "tables"

RELEASE = r"(?P<release_key>r-[0-9a-f]{10})"

urlpatterns = [
    path("", releases.list_releases, name="releases"),
    re_path(rf"^{RELEASE}/$", releases.show_release, name="release"),
    re_path(rf"^{RELEASE}\.(?P<extension>csv|json)$", releases.give_release_file, name="release-file"),
]
