"""The mail server, asked with an end: a conversation with it lasts so long at the most, whatever it answers.

The time-out of a socket bounds one wait. A server that sends a byte now and then never passes it: the hourly tasks
stood still behind one letter, and the process of whoever acted was ended.
"""

from __future__ import annotations

import os
import smtplib
import socket
import threading

from django.core.mail.backends import smtp

MAX_CONVERSATION_SECONDS = 30.0
"""Seconds that one conversation may last."""


class EmailBackend(smtp.EmailBackend):
    """That of Django, whose conversations end."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The conversation to begin."""
        return BoundedSMTP


class BoundedSMTP(smtplib.SMTP):
    """A conversation that is cut when it has lasted too long: what was awaited then fails, as when a server dies."""

    _cut: threading.Timer | None = None
    _line: socket.socket | None = None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        # A socket of its own on the same line: that of the conversation is replaced when it is encrypted.
        self._line = socket.socket(fileno=os.dup(made.fileno()))
        self._cut = threading.Timer(MAX_CONVERSATION_SECONDS, _end_conversation, [self._line])
        self._cut.daemon = True
        self._cut.start()
        return made

    def close(self) -> None:
        """End the conversation, and stop counting."""
        if self._cut is not None and self._line is not None:
            self._cut.cancel()
            self._line.close()
            self._cut = self._line = None
        super().close()


def _end_conversation(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It ended by itself at that very moment.
        return
