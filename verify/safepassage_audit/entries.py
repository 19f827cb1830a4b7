"""Headers and bodies of entries."""

from __future__ import annotations

import hmac
import json
import re
from typing import Any

TEXTS = ("operation", "kind", "actor", "previous", "clause", "body", "seen_root")
FIELDS = frozenset((*TEXTS, "version", "sequence", "deltas", "seen_size"))
MOST_HEADER, MOST_NUMBER = 4096, 2**53 - 1
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_header(raw: str) -> dict[str, Any] | None:
    """The header, None where it is not the one form of one."""
    if len(raw.encode(errors="replace")) > MOST_HEADER:
        return None
    try:
        data = json.loads(raw)
        if not isinstance(data, dict) or data.keys() != FIELDS or not _typed(data):
            return None
        return data if json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == raw else None
    except (ValueError, RecursionError):
        return None


def _typed(data: dict[str, Any]) -> bool:
    deltas = data["deltas"]
    return (
        type(data["version"]) is int
        and data["version"] == 1
        and all(isinstance(data[name], str) for name in TEXTS)
        and all(data[name] for name in ("operation", "kind", "actor"))
        and _number(data["sequence"], 1)
        and _number(data["seen_size"], 0)
        and isinstance(deltas, dict)
        and all(_number(value, -MOST_NUMBER) for value in deltas.values())
        and (data["previous"] == "") == (data["sequence"] == 1)
        and (data["seen_root"] == "") == (data["seen_size"] == 0)
        and all(
            HASH.fullmatch(data[name]) for name in ("previous", "body", "seen_root") if data[name] or name == "body"
        )
    )


def _number(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= MOST_NUMBER


def commitment(key: bytes, body: str) -> str:
    """What a header says of its body."""
    own = hmac.digest(key, b"safepassage/body/1/commitment", "sha256")
    return hmac.digest(own, body.encode(), "sha256").hex()
