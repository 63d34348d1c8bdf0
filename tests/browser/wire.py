"""Everything a page receives: its document, fragments and JSON, and each message of its stream."""

import json
import time
from typing import Any

from playwright.sync_api import BrowserContext, Page

# The browser forgets bodies that a test asks for late, so the page itself keeps what it fetches.
KEEP = """
window.kept = [];
const ask = window.fetch;
window.fetch = async (...request) => {
  const response = await ask(...request);
  response.clone().text().then((text) => window.kept.push(text), () => {});
  return response;
};
"""


class Wire:
    """Listens to one page from its next address on. What is read is kept as text."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.page = page
        self.messages: list[str] = []
        self._before: list[str] = []
        page.add_init_script(KEEP)
        # A stream never ends, so that its body cannot be asked for.
        browser = context.new_cdp_session(page)
        browser.send("Network.enable")
        browser.on("Network.eventSourceMessageReceived", self._told)

    def received(self) -> str:
        """All that came, and what the page is now, with its title; in small letters."""
        now = [*self._fetched(), self.page.title(), self.page.content()]
        return "\n".join([*self._before, *self.messages, *now]).lower()

    def frames(self) -> list[dict[str, Any]]:
        """The rows that the stream brought."""
        found = [json.loads(text) for text in self.messages]
        return [one for message in found if isinstance(message, list) for one in message]

    def await_message(self, words: str) -> None:
        """Wait for a message of the stream; the page need not show it."""
        until = time.monotonic() + 15
        while not any(words in text for text in self.messages):
            assert time.monotonic() < until, f"no message with “{words}” came"
            self.page.wait_for_timeout(20)

    def goto(self, address: str) -> None:
        """Go on to an address; what the page before received stays."""
        self._before += [*self._fetched(), *self.messages]
        self.messages = []
        answer = self.page.goto(address)
        assert answer
        self._before.append(answer.text())

    def _fetched(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.kept ?? []")
        return found

    def _told(self, event: dict[str, str]) -> None:
        self.messages.append(event["data"])
