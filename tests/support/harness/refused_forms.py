"""Where a page tells the faults of a form that was refused."""

from __future__ import annotations

import re

TOLD_AT_THE_HEAD = re.compile(r'(?s)<main\b(?:(?!<h1\b).)*<div class="notice alert" role="alert">.*<h1\b')
"""Above the title: on a narrow screen a line of a table, or a form far down, is out of sight."""
