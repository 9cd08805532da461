"""The keys of what has the focus, in one line."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget


class KeyLine(Widget):
    """What Textual's Footer says, without a widget for each key: those cost more than all else when the focus moves."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> Content:
        """Return each key and what it does."""
        return Content(" ").join(self._label(binding) for binding in self._shown())

    def on_click(self, event: events.Click) -> None:
        """Press the key clicked on."""
        start = 0
        for binding in self._shown():
            end = start + self._label(binding).cell_length
            if start <= event.x < end:
                self.app.simulate_key(binding.key)
            start = end + 1

    def _shown(self) -> Iterable[Binding]:
        """Return the bindings to show, one for each action."""
        shown: dict[str, Binding] = {}
        for _, binding, _, _ in self.screen.active_bindings.values():
            if binding.show:
                shown.setdefault(binding.action, binding)
        return shown.values()

    def _label(self, binding: Binding) -> Content:
        return Content.assemble((self.app.get_key_display(binding), "bold $text-accent"), " ", binding.description)
