"""The keys of what has the focus, in one line."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget


class KeyLine(Widget):
    """What Textual's Footer says, without a widget for each key: those cost more than all else when the focus moves."""

    auto_links = False

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """Return each key and what it does, once for each action."""
        shown: dict[str, Binding] = {}
        for _, binding, _, _ in self.screen.active_bindings.values():
            if binding.show:
                shown.setdefault(binding.action, binding)
        return Content(" ").join(self._label(binding) for binding in shown.values())

    def _label(self, binding: Binding) -> Content:
        key = (self.app.get_key_display(binding), "bold $text-accent")
        return Content.assemble(key, " ", binding.description).stylize(pressed(f"app.simulate_key('{binding.key}')"))


def pressed(action: str) -> Style:
    """Return the style of text that acts when it is clicked on."""
    return Style.from_meta({"@click": action})
