"""Known answers that others published stand with their rooms; what came of them is noted for the page of results."""

from collections.abc import Generator

import pytest
from sweep import note


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note each test marked `known_answers(name, cases)`: how many cases it holds, and all of them as unexplained where it fails."""
    report = yield
    mark = item.get_closest_marker("known_answers")
    if mark is not None and call.when == "call":
        name, cases = mark.args
        note("vectors", name, tried=cases, found=0 if report.passed else cases)
    return report
