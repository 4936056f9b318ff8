"""Addresses of the directory, under /fr/organisations/ and /en/organisations/."""

from django.urls import path, re_path

from filiere.site.members.views import directory, label_bodies, organisation

app_name = "members"

urlpatterns = [
    path("", directory.home, name="home"),
    path("new/", directory.create_organisation_page, name="create"),
    path("import/", directory.enter, name="import"),
    path("directory.<slug:extension>", directory.export_directory_file, name="export"),
    path("bodies/", label_bodies.bodies, name="bodies"),
    path("mandates/", label_bodies.mandates, name="mandates"),
    path("mandates/new/", label_bodies.record_mandate_page, name="mandate-new"),
    path("mandates/<int:number>/end/", label_bodies.end_mandate_page, name="mandate-end"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/$", organisation.organisation, name="organisation"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/change/$", organisation.change_organisation_page, name="change"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/sites/new/$", organisation.site_new, name="site-new"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/sites/(?P<site_key>s[0-9a-f]{10})/$", organisation.site, name="site"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/contacts/new/$", organisation.contact_new, name="contact-new"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/contacts/(?P<number>[0-9]{1,9})/$", organisation.contact, name="contact"),
    re_path(r"^(?P<key>o-[0-9a-f]{10})/invite/$", organisation.invite_page, name="invite"),
    re_path(
        r"^(?P<key>o-[0-9a-f]{10})/people/(?P<number>[0-9]{1,9})/end/$", organisation.end_membership_page, name="end"
    ),
]
