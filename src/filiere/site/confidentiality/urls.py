"""Addresses of the tables that went out, under /fr/tables/ and /en/tables/: open to all."""

from django.urls import path, re_path

from filiere.site.confidentiality.views import released

app_name = "tables"

RELEASE = r"(?P<release_key>r-[0-9a-f]{10})"

urlpatterns = [
    path("", released.releases, name="releases"),
    re_path(rf"^{RELEASE}/$", released.release, name="release"),
    re_path(rf"^{RELEASE}\.(?P<extension>csv|json)$", released.release_file, name="release-file"),
]
