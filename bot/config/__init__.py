"""Settings: what they are, and how app.yaml and the environment are read."""

from bot.config.reading import SettingsError, read_environment, read_settings
from bot.config.settings import (
    Environment,
    Links,
    Nudges,
    Organisation,
    Routes,
    Settings,
    Slack,
    Windows,
)

__all__ = [
    "Environment",
    "Links",
    "Nudges",
    "Organisation",
    "Routes",
    "Settings",
    "SettingsError",
    "Slack",
    "Windows",
    "read_environment",
    "read_settings",
]
