"""Addresses of the making of releases, under /fr/label/proposals/ and /en/label/proposals/."""

from django.urls import path

from filiere.site.science.views import acts, pages, proposing

app_name = "science"

urlpatterns = [
    path("", pages.proposals, name="home"),
    path("new/", proposing.new, name="new"),
    path("<str:key>/", pages.proposal, name="proposal"),
    path("<str:key>/adoption.yaml", pages.adoption, name="adoption"),
    path("<str:key>/minutes.json", pages.minutes, name="minutes"),
    path("<str:key>/minutes-full.json", pages.full_minutes, name="minutes-full"),
    path("<str:key>/release.zip", pages.archive, name="archive"),
    path("<str:key>/comment/", acts.say, name="comment"),
    path("<str:key>/comments/<int:number>/", acts.handle, name="handle"),
    path("<str:key>/vote/", acts.ballot, name="vote"),
    path("<str:key>/<slug:act>/", acts.do, name="do"),
]
