"""Addresses of the making of releases, under /fr/label/proposals/ and /en/label/proposals/."""

from django.urls import path

from filiere.site.science.views import new_proposal, proposal_acts, proposals

app_name = "science"

urlpatterns = [
    path("", proposals.list_proposals, name="home"),
    path("new/", new_proposal.propose_release_page, name="new"),
    path("<str:key>/", proposals.show_proposal, name="proposal"),
    path("<str:key>/adoption.yaml", proposals.adoption_file, name="adoption"),
    path("<str:key>/minutes.json", proposals.minutes_file, name="minutes"),
    path("<str:key>/minutes-full.json", proposals.full_minutes_file, name="minutes-full"),
    path("<str:key>/release.zip", proposals.archive_file, name="archive"),
    path("<str:key>/comment/", proposal_acts.post_comment, name="comment"),
    path("<str:key>/comments/<int:number>/", proposal_acts.moderate_comment, name="handle"),
    path("<str:key>/vote/", proposal_acts.cast_ballot_page, name="vote"),
    path("<str:key>/<slug:act>/", proposal_acts.perform_act, name="do"),
]
