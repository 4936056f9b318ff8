"""The fields and words of Amazon Connect's contact records.

From https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html, read in the versions that
awsdocs/amazon-connect-admin-guide keeps and in later copies of it; ways to begin and reasons to end a contact likewise.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.fields import Shape, ignored, read

ENDPOINT: Shape = {**read("Address"), **ignored("the kind of address changes nothing", "Type")}

QUEUE: Shape = read("ARN", "Name", "EnqueueTimestamp", "DequeueTimestamp", "Duration")

AGENT: Shape = {
    **read("ARN", "Username", "ConnectedToAgentTimestamp", "AfterContactWorkStartTimestamp"),
    **read("AfterContactWorkEndTimestamp", "AfterContactWorkDuration"),
    **ignored(
        "talk and hold are taken together, from instants",
        *("AgentInteractionDuration", "CustomerHoldDuration", "AgentInitiatedHoldDuration", "LongestHoldDuration"),
        *("NumberOfHolds", "AgentPauseDuration", "AgentPauseDurationInSeconds"),
    ),
    **ignored("of a call that was previewed, before it was dialled", "AcceptedByAgentTimestamp", "PreviewEndTimestamp"),
    **ignored("how the agent is placed or equipped", "HierarchyGroups", "RoutingProfile", "Capabilities", "DeviceInfo"),
    **ignored("what a supervisor did", "StateTransitions"),
}

RECORD: Shape = {
    **read("ContactId", "InitialContactId", "PreviousContactId", "NextContactId", "Channel", "InitiationMethod"),
    **read("InitiationTimestamp", "ConnectedToSystemTimestamp", "DisconnectTimestamp", "DisconnectReason"),
    **read("LastUpdateTimestamp", "TransferCompletedTimestamp", "CustomerId"),
    "Queue": QUEUE,
    "Agent": AGENT,
    "CustomerEndpoint": ENDPOINT,
    **ignored("whose account it is", "AWSAccountId", "InstanceARN"),
    **ignored("version of the form, which has not changed since 2017", "AWSContactTraceRecordFormatVersion"),
    **ignored("tells again what the agent has", "ConnectedToAgentTimestamp"),
    **ignored("number dialled or used, the centre's own", "SystemEndpoint"),
    **ignored("where a contact went outside the system", "TransferredToEndpoint"),
    **ignored("counts attempts, without an instant", "AgentConnectionAttempts"),
    **ignored("links contacts that are no chain", "RelatedContactId", "ContactAssociationId"),
    **ignored(
        "content, recordings and analysis of what was said",
        *("Recording", "Recordings", "MediaStreams", "ContactLens", "QualityMetrics", "References", "WisdomInfo"),
        *("ChatMetrics", "CustomerVoiceActivity", "VoiceIdResult", "ContactEvaluations", "Name", "Description"),
    ),
    **ignored(
        "free fields, which each centre fills as it likes",
        *("Attributes", "SegmentAttributes", "Tags", "ContactDetails"),
    ),
    **ignored(
        "of outbound campaigns",
        *("Campaign", "CampaignId", "OutboundStrategy", "AnsweringMachineDetectionStatus"),
    ),
    **ignored("of tasks", "ScheduledTimestamp", "LastPausedTimestamp", "LastResumedTimestamp", "TaskTemplateInfo"),
    **ignored("of tasks", "TotalPauseCount", "TotalPauseDurationInSeconds"),
    **ignored("how it was routed", "RoutingCriteria", "QueuePriority", "QueueTimeAdjustmentSeconds"),
    **ignored("why a line may have been cut", "DisconnectDetails"),
    **ignored("equipment of the customer", "Customer"),
    **ignored("of a third party on the line", "ExternalThirdParty"),
    **ignored("of e-mails", "AdditionalEmailRecipients"),
    **ignored("in which region it was", "GlobalResiliencyMetadata"),
}

CHANNELS: Mapping[str, str] = {"VOICE": "phone", "CHAT": "chat", "TASK": "", "EMAIL": ""}
"""Channels of this referential; of those left empty the record does not tell a wait."""

INBOUND = frozenset({"INBOUND", "TRANSFER", "QUEUE_TRANSFER", "WEBRTC_API"})
OUTBOUND = frozenset({"OUTBOUND", "CALLBACK", "CAMPAIGN_PREVIEW"})
BESIDE = frozenset({"MONITOR", "EXTERNAL_OUTBOUND", "DISCONNECT", "AGENT_REPLY", "FLOW"})
"""Ways to begin of what is no contact of a customer with the centre: a listener, a third party, what comes after."""
BY_CHANNEL = "API"
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
