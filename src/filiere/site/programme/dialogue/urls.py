"""Addresses of the dialogue, under programme/dialogue/."""

from django.urls import path

from filiere.site.programme.dialogue.views import agreement_files, home, meetings, reasons, rooms, texts, votes

_ROOM = "rooms/<str:key>/"
_TEXT = f"{_ROOM}texts/<str:text>/"
_AMENDMENT = f"{_ROOM}amendments/<str:amendment>/"
_VOTE = f"{_ROOM}votes/<str:vote>/"
_MEETING = f"{_ROOM}meetings/<str:meeting>/"

urlpatterns = [
    path("", home.home, name="dialogue"),
    path("positions/<str:position>/", home.position, name="dialogue-position"),
    path("rooms/new/", home.new_room, name="dialogue-room-new"),
    path(_ROOM, rooms.room, name="dialogue-room"),
    path(f"{_ROOM}meetings/new/", rooms.new_meeting, name="dialogue-meeting-new"),
    path(f"{_ROOM}seats/new/", rooms.new_seat, name="dialogue-seat-new"),
    path(f"{_ROOM}seats/<str:seat>/end/", rooms.seat_end, name="dialogue-seat-end"),
    path(f"{_ROOM}texts/new/", rooms.new_text, name="dialogue-text-new"),
    path(f"{_ROOM}subjects/new/", rooms.new_subject, name="dialogue-subject-new"),
    path(f"{_ROOM}positions/new/", rooms.new_position, name="dialogue-position-new"),
    path(f"{_ROOM}agreements/new/", rooms.new_agreement, name="dialogue-agreement-new"),
    path(f"{_ROOM}agreements/<str:agreement>/file/", agreement_files.send_file, name="dialogue-agreement-file-send"),
    path(f"{_ROOM}agreements/<str:agreement>/", agreement_files.download_file, name="dialogue-agreement-file"),
    path(_TEXT, texts.text, name="dialogue-text"),
    path(f"{_TEXT}amend/", texts.amend, name="dialogue-amend"),
    path(f"{_TEXT}deadlines/", texts.deadlines, name="dialogue-deadlines"),
    path(f"{_TEXT}whole/", texts.show_whole, name="dialogue-whole"),
    path(f"{_TEXT}whole/vote/", texts.whole_vote, name="dialogue-whole-vote"),
    path(_AMENDMENT, texts.amendment, name="dialogue-amendment"),
    path(f"{_AMENDMENT}words/", texts.rewrite, name="dialogue-rewrite"),
    path(f"{_AMENDMENT}reasons/", reasons.reason, name="dialogue-reasons"),
    path(f"{_AMENDMENT}reasons/amend/", reasons.amend_reason, name="dialogue-reasons-amend"),
    path(f"{_AMENDMENT}ruling/", texts.judge, name="dialogue-judge"),
    path(f"{_AMENDMENT}withdrawal/", texts.withdraw, name="dialogue-withdraw"),
    path(f"{_AMENDMENT}vote/", texts.amendment_vote, name="dialogue-amendment-vote"),
    path(_VOTE, votes.vote, name="dialogue-vote"),
    path(f"{_VOTE}ballot/", votes.cast, name="dialogue-ballot"),
    path(f"{_VOTE}close/", votes.close, name="dialogue-vote-close"),
    path(f"{_VOTE}void/", votes.void, name="dialogue-vote-void"),
    path(f"{_VOTE}dissent/", votes.dissent, name="dialogue-dissent"),
    path(f"{_VOTE}decision.json", votes.decision_json, name="dialogue-decision-json"),
    path(_MEETING, meetings.meeting, name="dialogue-meeting"),
    path(f"{_MEETING}minutes/", meetings.minutes_form, name="dialogue-minutes"),
    path(f"{_MEETING}minutes.pdf", meetings.minutes_pdf, name="dialogue-minutes-pdf"),
    path(f"{_MEETING}papers/new/", meetings.new_paper, name="dialogue-paper-new"),
    path(f"{_MEETING}approval/", meetings.approve, name="dialogue-approve"),
    path(f"{_MEETING}<slug:act>/", meetings.meeting_act, name="dialogue-meeting-act"),
]
