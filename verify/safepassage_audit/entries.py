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
one_form = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def read_header(raw: str) -> dict[str, Any] | None:
    """The header, None where it is not the one form of one."""
    try:
        if len(raw.encode()) > MOST_HEADER:  # half of a character pair has no bytes: nothing could be signed of it
            return None
        data = json.loads(raw)
        if not isinstance(data, dict) or data.keys() != FIELDS or not _typed(data):
            return None
        return data if one_form(data) == raw else None
    except (ValueError, RecursionError):
        return None


def _typed(data: dict[str, Any]) -> bool:
    deltas, texts = data["deltas"], [data[name] for name in TEXTS]
    if type(data["version"]) is not int or data["version"] != 1 or [one for one in texts if type(one) is not str]:
        return False
    operation, kind, actor, previous, _, body, root = texts
    return (
        bool(operation and kind and actor)
        and _number(data["sequence"], 1)
        and _number(data["seen_size"], 0)
        and type(deltas) is dict
        and not [one for one in deltas.values() if not _number(one, -MOST_NUMBER)]
        and (previous == "") == (data["sequence"] == 1)
        and (root == "") == (data["seen_size"] == 0)
        and HASH.fullmatch(body) is not None
        and (previous == "" or HASH.fullmatch(previous) is not None)
        and (root == "" or HASH.fullmatch(root) is not None)
    )


def _number(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= MOST_NUMBER


def commitment(key: bytes, body: str) -> str:
    """What a header says of its body."""
    own = hmac.digest(key, b"safepassage/body/1/commitment", "sha256")
    return hmac.digest(own, body.encode(), "sha256").hex()
