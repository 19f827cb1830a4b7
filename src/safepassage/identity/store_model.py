"""The name model as bytes: small, exact, the same on every machine; and back.

A probability is kept as a whole number of sixteenths of a natural unit, which is finer than what was learnt.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.identity.channel import Channel, Floats, base_of
from safepassage.identity.spelling import Lexicon, Spelling

STEP = 16.0  # per natural unit
LOWEST = 255  # stands for nothing
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9}]


def pack(spellings: Sequence[Spelling], weights: Mapping[str, Sequence[float]], note: str) -> bytes:
    """Everything that was learnt, as one file: a line of JSON for each piece, then the numbers, compressed."""
    head: dict[str, Any] = {
        "note": note,
        "weights": {key: [round(one, 6) for one in row] for key, row in weights.items()},
    }
    body = b""
    head["spellings"] = []
    for one in spellings:
        pieces = [_small(one.channel.table), _small(one.parts.letters), _small(one.words.letters)]
        head["spellings"].append(
            {
                "source": one.source,
                "target": one.target,
                "segments": list(one.channel.segments),
                "seen": [
                    [part, *[x for pair in sorted(words.items()) for x in pair]]
                    for part, words in sorted(one.seen.items())
                ],
                "parts": [one.parts.total, *[x for pair in sorted(one.parts.counts.items()) for x in pair]],
                "words": [one.words.total, *[x for pair in sorted(one.words.counts.items()) for x in pair]],
                "rows": len(one.channel.table),
            }
        )
        body += b"".join(pieces)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return lzma.compress(
        len(text).to_bytes(8, "big") + text + body, format=lzma.FORMAT_XZ, check=lzma.CHECK_SHA256, filters=FILTERS
    )


def unpack(data: bytes) -> tuple[tuple[Spelling, ...], dict[str, tuple[float, ...]]]:
    """What `pack` wrote: the spellings, and the calibration's weights by name."""
    raw = lzma.decompress(data)
    size = int.from_bytes(raw[:8], "big")
    head, at = json.loads(raw[8 : 8 + size]), 8 + size
    found = []
    for one in head["spellings"]:
        source, target, segments = one["source"], one["target"], tuple(one["segments"])
        shapes = [(one["rows"], len(segments)), (base_of(source),) * 3, (base_of(target),) * 3]
        tables = []
        for shape in shapes:
            count = int(np.prod(shape))
            tables.append(_large(raw[at : at + count], shape))
            at += count
        channel = Channel.of(source, target, segments, tables[0])
        seen = {row[0]: dict(zip(row[1::2], row[2::2], strict=True)) for row in one["seen"]}
        lexicons = [
            Lexicon(script, dict(zip(row[1::2], row[2::2], strict=True)), letters, row[0])
            for script, row, letters in ((source, one["parts"], tables[1]), (target, one["words"], tables[2]))
        ]
        found.append(Spelling(channel, seen, *lexicons))
    return tuple(found), {key: tuple(row) for key, row in head["weights"].items()}


def _small(table: Floats) -> bytes:
    with np.errstate(divide="ignore"):
        steps = np.round(-np.log(table) * STEP)
    return np.where(np.isfinite(steps), np.minimum(steps, LOWEST), LOWEST).astype(np.uint8).tobytes()


def _large(data: bytes, shape: tuple[int, ...]) -> Floats:
    steps = np.frombuffer(data, dtype=np.uint8).reshape(shape)
    return np.where(steps == LOWEST, 0.0, np.exp(steps / -STEP))
