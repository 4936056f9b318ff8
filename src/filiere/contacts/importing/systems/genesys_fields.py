"""The fields and words of Genesys Cloud's conversation details.

From the models ``AnalyticsConversation``, ``AnalyticsParticipant``, ``AnalyticsSession``,
``AnalyticsConversationSegment``, ``AnalyticsSessionMetric`` and ``AnalyticsFlow`` of the vendor's client
(MyPureCloud/platform-client-sdk-python, version 258), and the meaning of disconnections from
https://help.genesys.cloud/379545 and from the columns of its views.
"""

from collections.abc import Mapping

from filiere.contacts.importing.systems.fields import Many, Shape, ignored, read

SEGMENT: Shape = {
    **read("segmentStart", "segmentEnd", "segmentType", "queueId", "disconnectType"),
    **ignored(
        "whom the routing asked for", "requestedLanguageId", "requestedRoutingSkillIds", "requestedRoutingUserIds"
    ),
    **ignored("why a line was cut, in the words of networks", "errorCode", "q850ResponseCodes", "sipResponseCodes"),
    **ignored("conferences", "conference", "destinationConversationId", "destinationSessionId"),
    **ignored("conferences", "sourceConversationId", "sourceSessionId"),
    **ignored("written by an agent, or by the customer", "wrapUpCode", "wrapUpNote", "wrapUpTags", "subject"),
    **ignored("of no use here", "audioMuted", "videoMuted", "groupId", "scoredAgents", "properties"),
}

METRIC: Shape = {**read("name", "value"), **ignored("instants come from segments", "emitDate")}

FLOW: Shape = {
    **read("issuedCallback"),
    **ignored(
        "the path within a menu",
        *("endingLanguage", "entryReason", "entryType", "exitReason", "flowId", "flowName", "flowType", "flowVersion"),
        *("flowSubType", "recognitionFailureReason", "startingLanguage", "transferTargetAddress"),
        *("transferTargetName", "transferType", "outcomes"),
    ),
}

SESSION: Shape = {
    **read("mediaType", "messageType", "direction", "ani", "addressFrom"),
    "segments": Many(SEGMENT),
    "metrics": Many(METRIC),
    "flow": FLOW,
    **ignored("one person more, whom the address of the first one names", "addressOther", "addressSelf", "addressTo"),
    **ignored("one person more, whom the address of the first one names", "bcc", "cc", "remote", "callbackUserName"),
    **ignored("one person more, whom the address of the first one names", "remoteNameDisplayable"),
    **ignored("the customer's number is read from the call", "callbackNumbers"),
    **ignored("numbers of the centre", "dnis", "sessionDnis", "destinationAddresses"),
    **ignored(
        "how it was routed",
        *("activeSkillIds", "agentBullseyeRing", "agentGroups", "assignerId", "eligibleAgentCounts", "flowInType"),
        *("flowOutType", "proposedAgents", "removedSkillIds", "requestedRoutings", "routingRing", "routingRule"),
        *("routingRuleType", "selectedAgentId", "selectedAgentRank", "skillExpressionId", "usedRouting"),
        "waitingInteractionCounts",
    ),
    **ignored(
        "outbound campaigns",
        *("dispositionAnalyzer", "dispositionName", "outboundCampaignId", "outboundContactId"),
        *("outboundContactListId", "skipEnabled", "detectedSpeechStart", "detectedSpeechEnd"),
    ),
    **ignored(
        "identities and equipment of a session",
        *("sessionId", "peerId", "mediaBridgeId", "protocolCallId", "provider", "edgeId", "roomId", "scriptId"),
        *("agentAssistantId", "authenticated", "mediaEndpointStats", "mediaCount", "recording", "snippetRecording"),
        *("engagementSource", "deliveryPushed", "deliveryStatus", "deliveryStatusChangeDate"),
        "extendedDeliveryStatus",
    ),
    **ignored(
        "what is seen beside a conversation",
        *("cobrowseRole", "cobrowseRoomId", "screenShareAddressSelf", "screenShareRoomId", "sharingScreen"),
        *("screenMonitoredUserId", "videoAddressSelf", "videoRoomId"),
        *("bargedParticipantId", "coachedParticipantId", "monitoredParticipantId", "cleared"),
    ),
    **ignored(
        "what the customer did on a site",
        *("journeyActionId", "journeyActionMapId", "journeyActionMapVersion", "journeyCustomerId"),
        *("journeyCustomerIdType", "journeyCustomerSessionId", "journeyCustomerSessionIdType"),
    ),
    **ignored("when a call back was due", "callbackScheduledTime", "timeoutSeconds", "agentOwned"),
    **ignored("told by segments", "acwSkipped"),
}

PARTICIPANT: Shape = {
    **read("purpose", "userId"),
    "sessions": Many(SESSION),
    **ignored("names and identities of one person more", "externalContactId", "externalOrganizationId"),
    **ignored("names and identities of one person more", "participantId", "participantName", "teamId"),
    **ignored("free fields", "attributes", "flaggedReason"),
    **ignored("recordings", "screenRecording"),
}

CONVERSATION: Shape = {
    **read("conversationId", "conversationStart", "conversationEnd", "originatingDirection"),
    "participants": Many(PARTICIPANT),
    **ignored("links to other conversations", "associatedConversationId", "consultationConversationIds"),
    **ignored("conferences", "conferenceStart"),
    **ignored("what the vendor's own products found", "evaluations", "surveys", "resolutions", "selfServed"),
    **ignored("quality of the line", "mediaStatsMinConversationMos", "mediaStatsMinConversationRFactor"),
    **ignored("rights and free fields", "accessAttributes", "divisionIds", "externalTag", "knowledgeBaseIds"),
    **ignored("of messages", "conversationInitiator", "customerParticipation", "inactivityTimeout"),
    **ignored("of messages", "originatingSocialMediaPublic"),
}

PAGE: Shape = ignored("of the page", "totalHits", "aggregations", "cursor", "dataAvailabilityDate", "pageCount")

MEDIA: Mapping[str, str] = {"voice": "phone", "chat": "chat", "email": "email", "callback": "phone", "message": "chat"}
MESSAGES: Mapping[str, str] = {
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
LEFT = frozenset({"endpoint", "client"})
"""How a customer's own session ends when it is the customer who ends it."""
PUT_DOWN = frozenset({"peer", "system", "timeout", "inactivity", "sessionExpired", "spam", "other"})
"""How it ends when another does."""
BROKEN = frozenset({"error", "transportFailure"})
