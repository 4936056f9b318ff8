"""The fields and words of Amazon Connect's contact records.

From https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html, read in the versions that
awsdocs/amazon-connect-admin-guide keeps and in later copies of it; ways to begin and reasons to end a contact likewise.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.record_shapes import RecordShape, ignored_fields, read_fields

ENDPOINT: RecordShape = {**read_fields("Address"), **ignored_fields("the kind of address changes nothing", "Type")}

QUEUE: RecordShape = read_fields("ARN", "Name", "EnqueueTimestamp", "DequeueTimestamp", "Duration")

AGENT: RecordShape = {
    **read_fields("ARN", "Username", "ConnectedToAgentTimestamp", "AfterContactWorkStartTimestamp"),
    **read_fields("AfterContactWorkEndTimestamp", "AfterContactWorkDuration"),
    **ignored_fields(
        "talk and hold are taken together, from instants",
        *("AgentInteractionDuration", "CustomerHoldDuration", "AgentInitiatedHoldDuration", "LongestHoldDuration"),
        *("NumberOfHolds", "AgentPauseDuration", "AgentPauseDurationInSeconds"),
    ),
    **ignored_fields(
        "of a call that was previewed, before it was dialled", "AcceptedByAgentTimestamp", "PreviewEndTimestamp"
    ),
    **ignored_fields(
        "how the agent is placed or equipped", "HierarchyGroups", "RoutingProfile", "Capabilities", "DeviceInfo"
    ),
    **ignored_fields("what a supervisor did", "StateTransitions"),
}

RECORD: RecordShape = {
    **read_fields("ContactId", "InitialContactId", "PreviousContactId", "NextContactId", "Channel", "InitiationMethod"),
    **read_fields("InitiationTimestamp", "ConnectedToSystemTimestamp", "DisconnectTimestamp", "DisconnectReason"),
    **read_fields("LastUpdateTimestamp", "TransferCompletedTimestamp", "CustomerId"),
    "Queue": QUEUE,
    "Agent": AGENT,
    "CustomerEndpoint": ENDPOINT,
    **ignored_fields("whose account it is", "AWSAccountId", "InstanceARN"),
    **ignored_fields("version of the form, which has not changed since 2017", "AWSContactTraceRecordFormatVersion"),
    **ignored_fields("tells again what the agent has", "ConnectedToAgentTimestamp"),
    **ignored_fields("number dialled or used, the centre's own", "SystemEndpoint"),
    **ignored_fields("where a contact went outside the system", "TransferredToEndpoint"),
    **ignored_fields("counts attempts, without an instant", "AgentConnectionAttempts"),
    **ignored_fields("links contacts that are no chain", "RelatedContactId", "ContactAssociationId"),
    **ignored_fields(
        "content, recordings and analysis of what was said",
        *("Recording", "Recordings", "MediaStreams", "ContactLens", "QualityMetrics", "References", "WisdomInfo"),
        *("ChatMetrics", "CustomerVoiceActivity", "VoiceIdResult", "ContactEvaluations", "Name", "Description"),
    ),
    **ignored_fields(
        "free fields, which each centre fills as it likes",
        *("Attributes", "SegmentAttributes", "Tags", "ContactDetails"),
    ),
    **ignored_fields(
        "of outbound campaigns",
        *("Campaign", "CampaignId", "OutboundStrategy", "AnsweringMachineDetectionStatus"),
    ),
    **ignored_fields(
        "of tasks", "ScheduledTimestamp", "LastPausedTimestamp", "LastResumedTimestamp", "TaskTemplateInfo"
    ),
    **ignored_fields("of tasks", "TotalPauseCount", "TotalPauseDurationInSeconds"),
    **ignored_fields("how it was routed", "RoutingCriteria", "QueuePriority", "QueueTimeAdjustmentSeconds"),
    **ignored_fields("why a line may have been cut", "DisconnectDetails"),
    **ignored_fields("equipment of the customer", "Customer"),
    **ignored_fields("of a third party on the line", "ExternalThirdParty"),
    **ignored_fields("of e-mails", "AdditionalEmailRecipients"),
    **ignored_fields("in which region it was", "GlobalResiliencyMetadata"),
}

CHANNELS: Mapping[str, str] = {"VOICE": "phone", "CHAT": "chat", "TASK": "", "EMAIL": ""}
"""Channels of this referential; of those left empty the record does not tell a wait."""

INBOUND = frozenset({"INBOUND", "TRANSFER", "QUEUE_TRANSFER", "WEBRTC_API"})
OUTBOUND = frozenset({"OUTBOUND", "CALLBACK", "CAMPAIGN_PREVIEW"})
NON_CONTACT_METHODS = frozenset({"MONITOR", "EXTERNAL_OUTBOUND", "DISCONNECT", "AGENT_REPLY", "FLOW"})
"""Ways to begin of what is no contact of a customer with the centre: a listener, a third party, what comes after."""
METHOD_BY_CHANNEL = "API"
"""Begun by a program: a customer's chat window, or a call that the centre makes."""

CUSTOMER_LEFT = frozenset(
    {
        *("CUSTOMER_DISCONNECT", "CUSTOMER_NEVER_ARRIVED", "CUSTOMER_CONNECTION_NOT_ESTABLISHED"),
        *("TELECOM_ORIGINATOR_CANCEL", "IDLE_DISCONNECT"),
    }
)
"""Reasons for which it is the customer who left."""
SYSTEM_ENDED = frozenset(
    {
        *(
            "AGENT_DISCONNECT",
            "AGENT_NETWORK_DISCONNECT",
            "THIRD_PARTY_DISCONNECT",
            "BARGED",
            "EXPIRED",
            "API",
            "OTHER",
        ),
        *("SYSTEM_ERROR", "TELECOM_PROBLEM", "TELECOM_BUSY", "TELECOM_NUMBER_INVALID", "TELECOM_POTENTIAL_BLOCKING"),
        *("TELECOM_UNANSWERED", "TELECOM_TIMEOUT", "OUTBOUND_DESTINATION_ENDPOINT_ERROR", "OUTBOUND_RESOURCE_ERROR"),
        *("OUTBOUND_ATTEMPT_FAILED", "OUTBOUND_PREVIEW_DISCARDED", "OUTBUND_PREVIEW_DISCARDED", "AGENT_COMPLETED"),
        *("TRANSFERRED", "DISCARDED"),
    }
)
"""Reasons for which somebody or something else ended it. One of them is misspelt in the vendor's own list."""
FLOW_ENDED = "CONTACT_FLOW_DISCONNECT"
