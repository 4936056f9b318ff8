"""The fields and words of Chatwoot's conversations and reporting events.

From the views and the listener of its source (chatwoot/chatwoot: ``api/v1/conversations/partials/_conversation``, its
enterprise part, ``reporting_event_listener``) and
https://developers.chatwoot.com/api-reference/conversations/conversation-reporting-events.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.record_shapes import RecordShape, ignored_fields, read_fields

EVENT: RecordShape = {
    **read_fields("name", "conversation_id", "event_end_time"),
    **ignored_fields("durations as Chatwoot reckons them: instants are used", "value", "value_in_business_hours"),
    **ignored_fields("durations as Chatwoot reckons them: instants are used", "event_start_time"),
    **ignored_fields("instants of the record", "created_at", "updated_at"),
    **ignored_fields("told by the conversation", "id", "account_id", "inbox_id", "user_id"),
}

_PERSON: RecordShape = {
    **read_fields("id"),
    **ignored_fields(
        "names, addresses and settings of a person",
        *("name", "email", "phone_number", "identifier", "thumbnail", "avatar_url", "additional_attributes"),
        *("custom_attributes", "availability_status", "availability", "available_name", "last_activity_at"),
        *("created_at", "blocked", "account_id", "auto_offline", "confirmed", "role", "custom_role_id", "provider"),
        *("type", "contact_inboxes"),
    ),
}
_TEAM: RecordShape = {
    **read_fields("id"),
    **ignored_fields("settings of the team", "name", "description", "allow_auto_assign", "account_id", "is_member"),
}

CONVERSATION: RecordShape = {
    **read_fields("id", "status", "created_at", "updated_at", "first_reply_created_at", "inbox_id"),
    "meta": {
        **read_fields("channel"),
        "sender": _PERSON,
        "assignee": _PERSON,
        "team": _TEAM,
        **ignored_fields("how the sender was known", "hmac_verified", "assignee_type"),
    },
    **ignored_fields("content", "messages", "last_non_activity_message"),
    **ignored_fields("free fields", "additional_attributes", "custom_attributes", "priority"),
    **ignored_fields("looked at where the centre says by which of them it marks complaints", "labels"),
    **ignored_fields("identities", "account_id", "uuid", "campaign_id", "identifier", "contact_inbox"),
    **ignored_fields("who last looked", "agent_last_seen_at", "assignee_last_seen_at", "contact_last_seen_at"),
    **ignored_fields(
        "state of the last message", "can_reply", "muted", "snoozed_until", "unread_count", "waiting_since"
    ),
    **ignored_fields("state of the last message", "timestamp", "last_activity_at"),
    **ignored_fields(
        "targets of the centre, which definitions give here", "sla_policy_id", "applied_sla", "sla_events"
    ),
}

PAGE: RecordShape = ignored_fields("of the page", "meta", "data")

CHANNELS: Mapping[str, str] = {
    **dict.fromkeys(("Channel::WebWidget", "Channel::Whatsapp", "Channel::Sms", "Channel::TwilioSms"), "chat"),
    **dict.fromkeys(("Channel::Line", "Channel::Telegram"), "chat"),
    **dict.fromkeys(
        ("Channel::FacebookPage", "Channel::TwitterProfile", "Channel::Instagram", "Channel::Tiktok"), "social"
    ),
    "Channel::Email": "email",
    "Channel::Voice": "phone",
}
"""An inbox of the programming interface, ``Channel::Api``, says nothing of its channel, and is in none."""

STATUSES = frozenset({"open", "resolved", "pending", "snoozed"})

REPLIED = "first_response"
CLOSED = frozenset({"conversation_resolved", "conversation_bot_resolved"})
BY_BOT = "conversation_bot_resolved"
OPENED = "conversation_opened"
EVENTS = CLOSED | {REPLIED, OPENED, "reply_time", "conversation_bot_handoff"}
