"""Reads plain JSON values strictly and gathers every fault with its key's path, so that one run names them all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from safepassage.kernel.problems import Problem, ProblemsError

T = TypeVar("T")
_ABSENT = object()
_SHOWN = 200


class Faults:
    """The faults of one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[Problem] = []

    def add(self, path: str, what: str, do: str, *, row: int = 0, code: str = "bad-shape") -> None:
        """Note one fault; values of cases are never quoted."""
        self.found.append(Problem(self.source, what, do, row=row, column=path, code=code))

    def stop(self) -> None:
        """Raise what was found so far.

        Raises:
            ProblemsError: something was found.
        """
        if self.found:
            raise ProblemsError(self.found)

    def twice(self, path: str, ids: Iterable[str]) -> None:
        """Note each id that stands twice."""
        seen: set[str] = set()
        for at, one in enumerate(ids):
            if one in seen:
                self.add(f"{path}[{at}].id", "this id stands above already", "give each its own id", code="double-id")
            seen.add(one)

    def unknown(self, path: str, value: str, known: Collection[str], where: str) -> None:
        """Note a reference to something that is not there."""
        if value not in known:
            self.add(path, f"it is not among the {where}", f"name one of the {where}, or add it", code="unknown-id")


class Reader:
    """One JSON object and where it stands."""

    def __init__(self, value: Any, path: str, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        self.bad = not isinstance(value, dict)
        if self.bad:
            faults.add(path, "an object is expected here", "write {...} with the keys of the fixed shape")

    def at(self, key: str) -> str:
        """The path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, what: str, do: str) -> None:
        """Note a fault of a key, unless the whole object is one."""
        if not self.bad:
            self.faults.add(self.at(key), what, do)

    def only(self, keys: Collection[str]) -> None:
        """Note each key that the shape does not know."""
        for key in self.value:
            if key not in keys:
                self.fault(key, "the shape has no such key", f"remove it; the keys are {', '.join(keys)}")

    def absent(self, key: str) -> bool:
        """Whether the key is missing or null."""
        return self.value.get(key) is None

    def _get(self, key: str, default: Any = _ABSENT) -> Any:
        found = self.value.get(key, default)
        if found is _ABSENT:
            self.fault(key, "it is missing", "add it")
        return found

    def whole(self, key: str, *, least: int, most: int) -> int:
        """A whole number between `least` and `most`."""
        found = self._get(key)
        if found is _ABSENT:
            return least
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            self.fault(key, "it is no whole number in its range", f"write a whole number from {least} to {most}")
            return least
        return found

    def number(
        self, key: str, *, least: float, most: float | None = None, below: float | None = None, default: Any = _ABSENT
    ) -> float:
        """A number from `least` to `most`, or under `below`."""
        found = self._get(key, default)
        if found is _ABSENT:
            return least
        right = isinstance(found, int | float) and not isinstance(found, bool) and found >= least
        right = right and (most is None or found <= most) and (below is None or found < below)
        if not right:
            top = f"to {most}" if most is not None else f"to under {below}"
            self.fault(key, "it is no number in its range", f"write a number from {least} {top}")
            return least
        return float(found)

    def truth(self, key: str, *, default: bool) -> bool:
        """True or false."""
        found = self._get(key, default)
        if not isinstance(found, bool):
            self.fault(key, "it is neither true nor false", "write true or false")
            return default
        return found

    def text(self, key: str) -> str:
        """An id: a text of 1 to 200 characters."""
        found = self._get(key)
        if found is _ABSENT:
            return ""
        if not isinstance(found, str) or not 0 < len(found) <= _SHOWN:
            self.fault(key, "it is no text of 1 to 200 characters", "write an id")
            return ""
        return found

    def one_of(self, key: str, known: Collection[str]) -> str:
        """One of a few words."""
        found = self.text(key)
        if found and found not in known:
            self.fault(key, "it is none of the words known here", f"write one of {', '.join(known)}")
        return found

    def child(self, key: str) -> Reader:
        """The object under a key."""
        found = self._get(key)
        if found is _ABSENT:
            missing = Reader({}, self.at(key), self.faults)
            missing.bad = True
            return missing
        return Reader(found, self.at(key), self.faults)

    def every(self, key: str, read: Callable[[Reader], T], *, optional: bool = False) -> tuple[T, ...]:
        """Every object of a list."""
        return tuple(read(Reader(one, f"{self.at(key)}[{n}]", self.faults)) for n, one in self._list(key, optional))

    def wholes(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        """A list of whole numbers; nothing where the key is missing."""
        found = [one for _, one in self._list(key, optional=True)]
        for at, one in enumerate(found):
            if isinstance(one, bool) or not isinstance(one, int) or not least <= one <= most:
                self.fault(
                    f"{key}[{at}]", "it is no whole number in its range", f"write a whole number from {least} to {most}"
                )
        return tuple(one for one in found if isinstance(one, int))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of ids."""
        found = [one for _, one in self._list(key, optional=False)]
        for at, one in enumerate(found):
            if not isinstance(one, str):
                self.fault(f"{key}[{at}]", "it is no text", "write an id")
        return tuple(one for one in found if isinstance(one, str))

    def _list(self, key: str, optional: bool) -> Iterable[tuple[int, Any]]:
        found = self._get(key, [] if optional else _ABSENT)
        if found is _ABSENT:
            return
        if not isinstance(found, list):
            self.fault(key, "a list is expected here", "write [...]")
            return
        yield from enumerate(found)
