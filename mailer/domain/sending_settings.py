"""Settings of sending as they are written down when they are found changed: each by its name, never a secret."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from mailer.domain.settings import Settings

#: Values that may hold a secret: only that there is one is told.
_SECRET = frozenset({"username", "password", "token"})
_GIVEN = "(given)"
_COMMAND = "cmd:"
_SIGNED_IN = re.compile(r"//[^/@]*@")


def sending_settings(settings: Settings) -> dict[str, str]:
    """Return what decides who mail comes from and how it goes out, by names as in ``mailer.toml``; "" is left out."""
    said = {
        "organisation.domains": settings.organisation.domains,
        "sender": settings.sender,
        "relays": settings.relays,
        "bounces.address": settings.bounce_address,
        "unsubscribe.mailto": settings.unsubscribe_mailto,
        "web.base_url": settings.base_url,
        "sending.uncertain": settings.uncertain,
        "sending.processes": settings.processes,
    }
    return {name: text for name, text in _flat("", said) if text}


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - settings of any kind
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _flat(f"{name}.{part}" if name else str(part), inner)
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        for inner in value:
            yield from _flat(f"{name}.{inner.name}" if hasattr(inner, "name") else name, inner)
    else:
        yield name, _shown(name.rpartition(".")[2], value)


def _shown(name: str, value: Any) -> str:  # noqa: ANN401 - the same
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    if text and (name in _SECRET or text.startswith(_COMMAND)):
        return _GIVEN
    return _SIGNED_IN.sub(f"//{_GIVEN}@", text)
