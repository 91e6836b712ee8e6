"""What a screen reader is given: Chromium's accessibility tree and its live regions, as words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.steps import until

_HEARD = """() => {
  window.heard = [];
  const live = "[role=status], [role=alert], [aria-live]";
  new MutationObserver((changes) => {
    const told = new Set(changes.map(({ target }) =>
      (target.nodeType === 1 ? target : target.parentElement)?.closest(live)).filter(Boolean));
    for (const node of told) if (node.textContent.trim()) heard.push(node.textContent.trim());
  }).observe(document, { childList: true, subtree: true, characterData: true });
}"""


@dataclass(frozen=True, slots=True)
class Said:
    """What has the focus, as it is spoken: its role, its name and its states that are on."""

    role: str
    name: str
    states: dict[str, Any]


class Reader:
    """A screen reader on a page: what has the focus now, and what live regions have told."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")
        page.evaluate(_HEARD)

    def focus(self) -> Said:
        """What has the focus."""
        return _said(self._focused(self._tree()))

    def row(self) -> Said | None:
        """The row of the open list that the field with the focus points at."""
        tree = self._tree()
        for each in self._focused(tree).get("properties", ()):
            if each["name"] == "activedescendant":
                (row,) = (related["backendDOMNodeId"] for related in each["value"]["relatedNodes"])
                return next(_said(node) for node in tree if node.get("backendDOMNodeId") == row)
        return None

    def _tree(self) -> list[dict[str, Any]]:
        return list(self._session.send("Accessibility.getFullAXTree")["nodes"])

    def _focused(self, tree: list[dict[str, Any]]) -> dict[str, Any]:
        found = [node for node in tree if _states(node).get("focused") and not node.get("ignored")]
        return found[-1] if found else {"role": {"value": "none"}}

    def tab_to(self, role: str, name: str, *, most: int = 80) -> Said:
        """Presses Tab until something of that role whose name begins so has the focus."""
        seen = []
        for _ in range(most):
            self._page.keyboard.press("Tab")
            said = self.focus()
            if said.role == role and said.name.startswith(name):
                return said
            seen.append(f"{said.role} {said.name[:40]}")
        raise AssertionError(f"Tab never came to {role} {name}, but to {seen}")

    def hears(self, words: str) -> None:
        """Waits until a live region has told these words."""
        until(self._page, lambda: any(words in told for told in self._page.evaluate("heard")))


def _said(node: dict[str, Any]) -> Said:
    return Said(node["role"]["value"], node.get("name", {}).get("value", ""), _states(node))


def _states(node: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
