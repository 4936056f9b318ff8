"""The fields and words of Genesys Cloud's conversation details.

From the models ``AnalyticsConversation``, ``AnalyticsParticipant``, ``AnalyticsSession``,
``AnalyticsConversationSegment``, ``AnalyticsSessionMetric`` and ``AnalyticsFlow`` of the vendor's client
(MyPureCloud/platform-client-sdk-python, version 258), and the meaning of disconnections from
https://help.genesys.cloud/379545 and from the columns of its views.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.record_shapes import ListShape, RecordShape, ignored_fields, read_fields

SEGMENT: RecordShape = {
    **read_fields("segmentStart", "segmentEnd", "segmentType", "queueId", "disconnectType"),
    **ignored_fields(
        "whom the routing asked for", "requestedLanguageId", "requestedRoutingSkillIds", "requestedRoutingUserIds"
    ),
    **ignored_fields(
        "why a line was cut, in the words of networks", "errorCode", "q850ResponseCodes", "sipResponseCodes"
    ),
    **ignored_fields("conferences", "conference", "destinationConversationId", "destinationSessionId"),
    **ignored_fields("conferences", "sourceConversationId", "sourceSessionId"),
    **ignored_fields("written by an agent, or by the customer", "wrapUpCode", "wrapUpNote", "wrapUpTags", "subject"),
    **ignored_fields("of no use here", "audioMuted", "videoMuted", "groupId", "scoredAgents", "properties"),
}

METRIC: RecordShape = {**read_fields("name", "value"), **ignored_fields("instants come from segments", "emitDate")}

FLOW: RecordShape = {
    **read_fields("issuedCallback"),
    **ignored_fields(
        "the path within a menu",
        *("endingLanguage", "entryReason", "entryType", "exitReason", "flowId", "flowName", "flowType", "flowVersion"),
        *("flowSubType", "recognitionFailureReason", "startingLanguage", "transferTargetAddress"),
        *("transferTargetName", "transferType", "outcomes"),
    ),
}

SESSION: RecordShape = {
    **read_fields("mediaType", "messageType", "direction", "ani", "addressFrom"),
    "segments": ListShape(SEGMENT),
    "metrics": ListShape(METRIC),
    "flow": FLOW,
    **ignored_fields(
        "one person more, whom the address of the first one names", "addressOther", "addressSelf", "addressTo"
    ),
    **ignored_fields(
        "one person more, whom the address of the first one names", "bcc", "cc", "remote", "callbackUserName"
    ),
    **ignored_fields("one person more, whom the address of the first one names", "remoteNameDisplayable"),
    **ignored_fields("the customer's number is read from the call", "callbackNumbers"),
    **ignored_fields("numbers of the centre", "dnis", "sessionDnis", "destinationAddresses"),
    **ignored_fields(
        "how it was routed",
        *("activeSkillIds", "agentBullseyeRing", "agentGroups", "assignerId", "eligibleAgentCounts", "flowInType"),
        *("flowOutType", "proposedAgents", "removedSkillIds", "requestedRoutings", "routingRing", "routingRule"),
        *("routingRuleType", "selectedAgentId", "selectedAgentRank", "skillExpressionId", "usedRouting"),
        "waitingInteractionCounts",
    ),
    **ignored_fields(
        "outbound campaigns",
        *("dispositionAnalyzer", "dispositionName", "outboundCampaignId", "outboundContactId"),
        *("outboundContactListId", "skipEnabled", "detectedSpeechStart", "detectedSpeechEnd"),
    ),
    **ignored_fields(
        "identities and equipment of a session",
        *("sessionId", "peerId", "mediaBridgeId", "protocolCallId", "provider", "edgeId", "roomId", "scriptId"),
        *("agentAssistantId", "authenticated", "mediaEndpointStats", "mediaCount", "recording", "snippetRecording"),
        *("engagementSource", "deliveryPushed", "deliveryStatus", "deliveryStatusChangeDate"),
        "extendedDeliveryStatus",
    ),
    **ignored_fields(
        "what is seen beside a conversation",
        *("cobrowseRole", "cobrowseRoomId", "screenShareAddressSelf", "screenShareRoomId", "sharingScreen"),
        *("screenMonitoredUserId", "videoAddressSelf", "videoRoomId"),
        *("bargedParticipantId", "coachedParticipantId", "monitoredParticipantId", "cleared"),
    ),
    **ignored_fields(
        "what the customer did on a site",
        *("journeyActionId", "journeyActionMapId", "journeyActionMapVersion", "journeyCustomerId"),
        *("journeyCustomerIdType", "journeyCustomerSessionId", "journeyCustomerSessionIdType"),
    ),
    **ignored_fields("when a call back was due", "callbackScheduledTime", "timeoutSeconds", "agentOwned"),
    **ignored_fields("told by segments", "acwSkipped"),
}

PARTICIPANT: RecordShape = {
    **read_fields("purpose", "userId"),
    "sessions": ListShape(SESSION),
    **ignored_fields("names and identities of one person more", "externalContactId", "externalOrganizationId"),
    **ignored_fields("names and identities of one person more", "participantId", "participantName", "teamId"),
    **ignored_fields("free fields", "attributes", "flaggedReason"),
    **ignored_fields("recordings", "screenRecording"),
}

CONVERSATION: RecordShape = {
    **read_fields("conversationId", "conversationStart", "conversationEnd", "originatingDirection"),
    "participants": ListShape(PARTICIPANT),
    **ignored_fields("links to other conversations", "associatedConversationId", "consultationConversationIds"),
    **ignored_fields("conferences", "conferenceStart"),
    **ignored_fields("what the vendor's own products found", "evaluations", "surveys", "resolutions", "selfServed"),
    **ignored_fields("quality of the line", "mediaStatsMinConversationMos", "mediaStatsMinConversationRFactor"),
    **ignored_fields("rights and free fields", "accessAttributes", "divisionIds", "externalTag", "knowledgeBaseIds"),
    **ignored_fields("of messages", "conversationInitiator", "customerParticipation", "inactivityTimeout"),
    **ignored_fields("of messages", "originatingSocialMediaPublic"),
}

PAGE: RecordShape = ignored_fields(
    "of the page", "totalHits", "aggregations", "cursor", "dataAvailabilityDate", "pageCount"
)

CHANNEL_BY_MEDIUM: Mapping[str, str] = {
    "voice": "phone",
    "chat": "chat",
    "email": "email",
    "callback": "phone",
    "message": "chat",
}
CHANNEL_BY_MESSAGE: Mapping[str, str] = {
    **dict.fromkeys(
        ("sms", "webmessaging", "webchat", "whatsapp", "open", "line", "apple", "viber", "telegram"), "chat"
    ),
    **dict.fromkeys(("facebook", "twitter", "instagram"), "social"),
}
"""Messages by their network: those that are a conversation of two, and those of a social network."""

CUSTOMER = frozenset({"customer", "external"})
AGENT = frozenset({"agent", "user"})
QUEUE = "acd"
PURPOSES = (
    CUSTOMER
    | AGENT
    | {QUEUE, "ivr", "botflow", "workflow", "voicemail", "outbound", "campaign", "dialer", "fax", "group"}
    | {"manager", "station", "api", "inbound", "voice_survey_flow", "survey"}
)
SEGMENTS = frozenset(
    {
        *("alert", "interact", "hold", "wrapup", "ivr", "delay", "system", "callback", "contacting", "dialing"),
        *("converting", "transmitting", "scheduled", "uploading", "voicemail", "parked", "sharing", "coaching"),
        *("barging", "monitoring", "unknown"),
    }
)
TALKING = frozenset({"interact", "hold"})

TRANSFERS = frozenset({"transfer", "consultTransfer", "forwardTransfer", "conferenceTransfer"})
CUSTOMER_LEFT_TYPES = frozenset({"endpoint", "client"})
"""How a customer's own session ends when it is the customer who ends it."""
HUNG_UP_TYPES = frozenset({"peer", "system", "timeout", "inactivity", "sessionExpired", "spam", "other"})
"""How it ends when another does."""
FAILURE_TYPES = frozenset({"error", "transportFailure"})
