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
        """Return each key and what it does, once for each action; help last, and of the others what has room."""
        told = getattr(self.screen.focused, "TOLD", ())
        shown: dict[str, Binding] = {}
        for _, binding, _, _ in self.screen.active_bindings.values():
            if binding.id in told if told else binding.show:
                shown.setdefault(binding.action, binding)
        bindings = sorted(shown.values(), key=lambda each: each.action.endswith("help"))
        labels = [*map(self._label, bindings)]
        while len(labels) > 1 and sum(label.cell_length + 1 for label in labels) > self.size.width + 1:
            del labels[-2]
        return Content(" ").join(labels)

    def _label(self, binding: Binding) -> Content:
        key = (self.app.get_key_display(binding), "bold $text-accent")
        return Content.assemble(key, " ", binding.description).stylize(pressed(f"app.simulate_key('{binding.key}')"))


def pressed(action: str) -> Style:
    """Return the style of text that acts when it is clicked on."""
    return Style.from_meta({"@click": action})
