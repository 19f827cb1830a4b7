"""Settings: what is refused, in words that repeat no secret."""

from __future__ import annotations

import pytest

from safepassage.kernel.problems import ProblemsError
from safepassage.settings import read_settings

SECRET = "never-said"
NAME = "SAFEPASSAGE_DATABASE_URL"


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ann:{SECRET}@db.example:5433/rafah",
        f"postgres://ann:{SECRET}@/rafah",
        "postgresql://ann:@db.example/rafah",
        f"postgresql://ann@db.example/rafah?password={SECRET}",
        f"postgresql:///rafah?sslmode=require&sslpassword={SECRET}",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(url):
    with pytest.raises(ProblemsError) as refused:
        read_settings({NAME: url})
    (problem,) = refused.value.problems
    assert "holds a password" in problem.what
    assert "PGPASSFILE" in problem.do
    assert SECRET not in problem.sentence()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://ann@db.example:5433/rafah?sslmode=require",
        "postgresql:///rafah?host=/run/pg",
        "postgresql://[half/x",
    ],
)
def test_an_address_without_a_password_is_taken_as_it_is(url):
    assert read_settings({NAME: url}).database_url == url


def test_every_problem_is_said_at_once():
    with pytest.raises(ProblemsError) as refused:
        read_settings({NAME: f"mysql://ann:{SECRET}@x/y", "SAFEPASSAGE_PASSWORD": SECRET})
    assert [one.source for one in refused.value.problems] == ["environment", "environment"]
    assert not any(SECRET in one.sentence() for one in refused.value.problems)
