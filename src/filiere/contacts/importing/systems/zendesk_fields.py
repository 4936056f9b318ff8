"""The fields and words of Zendesk's tickets, ticket metrics and ticket metric events.

From https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/, …/ticket_metrics/, …/ticket_metric_events/
and https://developer.zendesk.com/documentation/ticketing/reference-guides/ticket-metric-event-types-reference; the
words of ``via`` from https://developer.zendesk.com/documentation/ticketing/reference-guides/via-types.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.record_shapes import ListShape, RecordShape, ignored_fields, read_fields

EVENT: RecordShape = {
    **read_fields("id", "ticket_id", "metric", "instance_id", "type", "time"),
    **ignored_fields("targets of the centre, which definitions give here", "sla", "group_sla", "deleted"),
    **ignored_fields("durations as Zendesk reckons them: instants are used", "status"),
}

METRICS: RecordShape = {
    **read_fields("reply_time_in_minutes", "reply_time_in_seconds", "solved_at", "group_stations", "ticket_id"),
    **ignored_fields("identities", "id", "url", "metric"),
    **ignored_fields("instants of the record, not of the customer", "created_at", "updated_at", "status_updated_at"),
    **ignored_fields("instants of the record, not of the customer", "assignee_updated_at", "requester_updated_at"),
    **ignored_fields(
        "instants of the record, not of the customer", "custom_status_updated_at", "latest_comment_added_at"
    ),
    **ignored_fields("who had it, and when", "assigned_at", "initially_assigned_at", "assignee_stations"),
    **ignored_fields(
        "durations as Zendesk reckons them: instants are used",
        *("first_resolution_time_in_minutes", "full_resolution_time_in_minutes", "agent_wait_time_in_minutes"),
        *("requester_wait_time_in_minutes", "on_hold_time_in_minutes", "reopens", "replies"),
    ),
}
METRICS_WITH_DURATIONS: RecordShape = {
    **METRICS,
    "reply_time_in_minutes": read_fields("calendar", "business"),
    "reply_time_in_seconds": read_fields("calendar", "business"),
}

_EVENTS = dict.fromkeys(
    (
        *("reply_time", "requester_wait_time", "agent_work_time", "pausable_update_time", "periodic_update_time"),
        *("resolution_time", "group_ownership_time", "first_reply_time", "next_reply_time", "total_resolution_time"),
    ),
    ListShape(EVENT),
)
"""The metrics under which a ticket holds its events, where they come with it."""

TICKET: RecordShape = {
    **read_fields("id", "created_at", "updated_at", "status", "requester_id", "assignee_id", "group_id"),
    "via": {**read_fields("channel"), **ignored_fields("addresses and names", "source")},
    "metric_set": METRICS_WITH_DURATIONS,
    "metric_events": _EVENTS,
    **ignored_fields("content", "subject", "raw_subject", "description", "comment", "comment_count", "attachments"),
    **ignored_fields("free fields", "custom_fields", "fields", "external_id", "custom_status_id", "priority"),
    **ignored_fields("looked at where the centre says by which of them it marks complaints", "tags", "type"),
    **ignored_fields("people beside the customer and the agent", "collaborator_ids", "email_cc_ids", "follower_ids"),
    **ignored_fields("people beside the customer and the agent", "submitter_id", "organization_id", "recipient"),
    **ignored_fields(
        "links", "url", "problem_id", "has_incidents", "followup_ids", "sharing_agreement_ids", "encoded_id"
    ),
    **ignored_fields(
        "settings of the ticket", "brand_id", "ticket_form_id", "is_public", "allow_attachments", "due_at"
    ),
    **ignored_fields("settings of the ticket", "allow_channelback", "from_messaging_channel", "support_type"),
    **ignored_fields("settings of the ticket", "generated_timestamp", "result_type", "dates", "slas"),
    **ignored_fields("a survey, which has a table of its own", "satisfaction_rating", "satisfaction_probability"),
}

PAGE: RecordShape = ignored_fields(
    "of the page",
    *("count", "next_page", "previous_page", "meta", "links", "end_time", "end_of_stream", "after_url", "after_cursor"),
    *("before_url", "before_cursor", "facets"),
)

CHANNELS: Mapping[str, str] = {
    **dict.fromkeys(("email", "mail", "web", "web_form", "web_widget", "help_center", "helpcenter"), "email"),
    **dict.fromkeys(("mobile", "mobile_sdk"), "email"),
    **dict.fromkeys(("chat", "native_messaging", "messaging", "sms", "whatsapp", "line", "telegram", "wechat"), "chat"),
    **dict.fromkeys(
        (
            *("twitter", "twitter_dm", "twitter_favorite", "facebook", "facebook_post", "facebook_message"),
            *("instagram_dm", "any_channel"),
        ),
        "social",
    ),
    **dict.fromkeys(("voice", "phone", "phone_call_inbound", "phone_call_outbound", "voicemail"), "phone"),
    **dict.fromkeys(("api_phone_call_inbound", "api_phone_call_outbound", "api_voicemail"), "phone"),
    **dict.fromkeys(("rule", "system", "ticket_sharing", "closed_ticket", "sample_ticket", "forum"), ""),
    **dict.fromkeys(("side_conversation", "satisfaction_prediction", "sample_interactive_ticket"), ""),
}
"""Channels by how a ticket came; a form on a site is answered as an e-mail is. Left empty: no customer wrote."""

STATUSES = frozenset({"new", "open", "pending", "hold", "solved", "closed", "deleted"})
CLOSED_STATUSES = frozenset({"solved", "closed"})
EVENT_TYPES = frozenset(
    {"activate", "pause", "fulfill", "breach", "apply_sla", "apply_group_sla", "update_status", "measure"}
)
