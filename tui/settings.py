"""What a person has chosen: theme and keys, from `searcher.toml` in the user's configuration folder.

theme = "dark-safe"

[keys]              # by the names in the help; several keys with commas
sort = "S"
"next-hit" = "n,ctrl+n"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import SearcherError
from tui.themes import THEMES


@dataclass(frozen=True)
class Settings:
    """The theme's name, and keys by the ids of their bindings."""

    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)


def settings_path() -> Path:
    """Return where the settings are, if there are any."""
    from platformdirs import user_config_path

    return user_config_path("searcher") / "searcher.toml"


def read_settings(path: Path) -> Settings:
    """Return the settings of a file, or what holds without one; raises SearcherError with the place and the choice."""
    if not path.exists():
        return Settings()
    import tomllib  # few have settings

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SearcherError(f"{path}: {error}") from None
    if unknown := data.keys() - {"theme", "keys"}:
        raise SearcherError(f"{path}: {min(unknown)!r} is no setting: there are theme and [keys]")
    theme, keys = data.get("theme", "dark"), data.get("keys", {})
    if theme not in THEMES:
        raise SearcherError(f"{path}: {theme!r} is no theme: there are {', '.join(THEMES)}")
    if not isinstance(keys, dict) or not all(isinstance(key, str) for key in keys.values()):
        raise SearcherError(f"{path}: [keys] takes lines such as sort = 's'")
    if keys:
        from tui.keys import binding_ids  # which takes all screens

        if unknown := keys.keys() - binding_ids():
            raise SearcherError(f"{path}: {min(unknown)!r} has no key: there are {', '.join(sorted(binding_ids()))}")
    return Settings(theme, keys)
