"""Addresses of communication, under /fr/programme/ and /en/programme/; their names are in the space `programme`."""

from django.urls import path, re_path

from filiere.site.programme.communication.feeds import message_feed
from filiere.site.programme.communication.views import (
    campaigns,
    feeds_and_files,
    home,
    kits,
    messages,
    operations,
    recalls,
)

OPERATION = r"(?P<operation_key>op-[0-9a-f]{10})"
MESSAGE = r"(?P<message_key>ms-[0-9a-f]{10})"
RECIPIENT = r"(?P<recipient_key>kr-[0-9a-f]{10})"

urlpatterns = [
    path("operations/", home.show_communication, name="operations"),
    path("operations/new/", operations.plan_page, name="operation-new"),
    path("operations/campaigns/<slug:campaign>/", campaigns.show_campaign, name="campaign"),
    path("operations.ics", feeds_and_files.give_calendar, name="calendar"),
    path("operations/feed.xml", message_feed, name="message-feed"),
    re_path(rf"^operations/{OPERATION}/$", operations.show_operation, name="operation"),
    re_path(rf"^operations/{OPERATION}/change/$", operations.change_page, name="operation-change"),
    re_path(rf"^operations/{OPERATION}/cancel/$", operations.cancel_page, name="operation-cancel"),
    re_path(rf"^operations/{OPERATION}/results/$", operations.result_page, name="operation-results"),
    re_path(
        rf"^operations/{OPERATION}/results/(?P<number>[0-9]{{1,9}})/propose/$",
        operations.propose_page,
        name="result-propose",
    ),
    re_path(
        rf"^operations/{OPERATION}/results/(?P<number>[0-9]{{1,9}})/enter/$", operations.enter_page, name="result-enter"
    ),
    re_path(
        rf"^operations/{OPERATION}/results/(?P<number>[0-9]{{1,9}})/decline/$",
        operations.decline_page,
        name="result-decline",
    ),
    re_path(rf"^operations/{OPERATION}/results\.yaml$", feeds_and_files.give_result_entries, name="result-entries"),
    re_path(rf"^operations/{OPERATION}/kit/$", kits.show_kit, name="kit"),
    re_path(rf"^operations/{OPERATION}/kit/give/$", kits.give_page, name="kit-give"),
    re_path(rf"^operations/{OPERATION}/kit/{RECIPIENT}/forget/$", kits.forget_page, name="kit-forget"),
    re_path(rf"^operations/{OPERATION}/press-sheet\.pdf$", feeds_and_files.give_press_sheet, name="press-sheet"),
    re_path(
        rf"^operations/{OPERATION}/talking-points\.odt$", feeds_and_files.give_talking_points, name="talking-points"
    ),
    re_path(rf"^operations/{OPERATION}/chart\.svg$", feeds_and_files.give_chart, name="kit-chart"),
    path("messages/new/", messages.write_page, name="message-new"),
    path("messages/uses/new/", messages.use_page, name="use-new"),
    path("messages/recall/", recalls.list_recalls, name="recalls"),
    path("messages/recall/<slug:figure>/", recalls.recall_page, name="recall"),
    re_path(rf"^messages/{MESSAGE}/$", messages.show_message, name="message"),
    re_path(rf"^messages/{MESSAGE}/rewrite/$", messages.rewrite_page, name="message-rewrite"),
    re_path(rf"^messages/{MESSAGE}/judge/(?P<act>[a-z]+)/$", messages.judge_page, name="message-judge"),
    re_path(rf"^messages/{MESSAGE}/(?P<act>[a-z]+)/$", messages.act_on_message_page, name="message-do"),
]
