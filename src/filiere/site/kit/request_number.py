"""The number of the request that this thread answers: pages of errors and the log tell it."""

from contextvars import ContextVar

request_identity: ContextVar[str] = ContextVar("request_identity", default="")
