"""The fields weighed in plain Python: what any engine must answer."""

import math

import numpy as np


def levenshtein(one, other):
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


def birth(left, right):
    one, other = left.birth, right.birth
    full = len(one) == len(other) == 10
    first = [day.endswith("-01-01") for day in (one, other)]
    swapped = full and (one[:4], one[5:7], one[8:]) == (other[:4], other[8:], other[5:7])
    if full and one == other:
        return "birth-placeholder" if first[0] else "birth-equal"
    if full and (swapped or one == right.birth_other or other == left.birth_other):
        return "birth-other-reading"
    if not full and (one.startswith(other) or other.startswith(one)):
        return "birth-coarse"
    if full and one[:4] == other[:4] and any(first):
        return "birth-first"
    if full and levenshtein(one, other) <= 1:
        return "birth-near"
    return "birth-year" if one[:4] == other[:4] else "birth-differs"


def document(left, right):
    if left.document == right.document:
        return "document-equal"
    if left.document_kind and right.document_kind and left.document_kind != right.document_kind:
        return None
    long = min(len(left.document), len(right.document)) >= 6
    return "document-near" if long and levenshtein(left.document, right.document) <= 1 else "document-differs"


def equal(field):
    return lambda left, right: f"{field}-{'equal' if getattr(left, field) == getattr(right, field) else 'differs'}"


RULES = {"birth": birth, "sex": equal("sex"), "document": document, "nationality": equal("nationality")}


class PlainEngine:
    def weigh(self, left, right, pairs, fields):
        bits = pairs.name / math.log(2)
        levels = np.full((len(bits), len(fields)), -1)
        for at, (i, j) in enumerate(zip(pairs.left, pairs.right, strict=True)):
            for place, field in enumerate(fields):
                if getattr(left[i], field.name) and getattr(right[j], field.name):
                    code = RULES[field.name](left[i], right[j])
                    if code is None:
                        continue
                    levels[at, place] = [level.code for level in field.levels].index(code)
                    bits[at] += field.levels[levels[at, place]].bits()
        return bits, levels
