"""Entering the demonstration in a browser: by a button of the ten paths, or from the list of all others."""

from __future__ import annotations

import re
from typing import Any


def enter_demonstration(page: Any, name: str) -> None:
    """Enter as somebody, from the sign-in page that is open, and wait for the page that follows."""
    named = re.compile(rf"^\s*{re.escape(name)}\b")
    path = page.locator("#demo .enter > li").filter(has=page.locator("strong", has_text=named))
    with page.expect_navigation(wait_until="load"):
        if path.count():
            path.locator("button").click()
            return
        page.locator("#demo summary").click()
        option = page.locator("#demo option", has_text=named)
        page.select_option("#other", option.first.get_attribute("value"))
        page.locator("#demo details button").click()
