"""People who change their minds in a run, and what must hold of it when the run is over. All people are invented."""

from __future__ import annotations

import json
from collections import Counter

from sim_events import Violation
from sim_world import LISTS, Paper

from safepassage.account.state import StandRow
from safepassage.kernel.moment import Moment
from safepassage.operations import people, reinstating
from safepassage.passes.state import PassRow
from safepassage.people.facts import PersonReinstated, PersonWithdrawn
from safepassage.people.state import CaseRow, PersonRow

WISHES = ("own-wish", "own-wish", "source", "again", "again", "again by another", "died")
SOURCES = {line.split(",")[1]: source for source, text in LISTS.items() for line in text.splitlines()[1:]}


def change_mind(server, paper: Paper, how: int, now: Moment) -> None:
    """Somebody withdraws, or asks again. Whose word was taken has no pass in force any more, on a machine that answered."""
    wish = WISHES[how % len(WISHES)]
    if wish.startswith("again"):
        gone = {row.person_id for row in server.store.tables.select(PersonRow) if row.withdrawn}
        paper = next((one for one in server.papers if one.person_id in gone), paper)
    person, source = paper.person_id, SOURCES[paper.number]
    if wish.startswith("again"):
        by = source if wish == "again" else "egy"
        server.do(lambda: reinstating.reinstate(server.house, person, "another word", by, now))
        return
    done = server.do(lambda: people.withdraw(server.house, person, wish, source, now))
    held = [row for row in server.store.tables.select(PassRow, person_id=person) if row.expires > now.iso()]
    if done is not None and any(not row.revoked for row in held):
        raise Violation("I9 who withdrew holds no pass", wish)
    if done is not None:
        server.taken |= {row.pass_id for row in held}
    server.fixed()


def check_wishes(run, written) -> None:
    """I4: who no longer asks is who said so last, told a second time from the entries alone; places are as they were."""
    last: dict[str, str] = {}
    counts: Counter[str] = Counter()
    source_of = {paper.person_id: SOURCES[paper.number] for paper in run.world.papers}
    for one in written:
        fact = one.fact
        if isinstance(fact, PersonWithdrawn):
            counts["withdrawn"] += 1
            if last.get(fact.person_id) != "died":
                last[fact.person_id] = fact.reason
        elif isinstance(fact, PersonReinstated):
            counts["reinstated"] += 1
            if last.get(fact.person_id, "") in ("", "died"):
                raise Violation(
                    "I5 nobody asks again who did not withdraw", last.get(fact.person_id, "asked all the while")
                )
            if one.actor != source_of[fact.person_id]:
                raise Violation("I5 who asks again is told by who lists them", one.actor)
            last[fact.person_id] = ""
    run.wishes.update(counts)
    tables = run.server.store.tables
    for stand in tables.select(StandRow):
        said = {last.get(one, "") for one in (stand.person_id, *json.loads(stand.also))} - {""}
        gone = stand.state in ("withdrawn", "died")
        if stand.state not in ("in-between", "entered") and gone != bool(said):
            raise Violation("I4 who asks to leave is among those who wait", f"{stand.state}, said {sorted(said)}")
    before = run.world.image[0]
    for kind in (CaseRow, PersonRow):
        places = [{row.key(): row.registered for row in held.select(kind)} for held in (before, tables)]
        if places[0] != places[1]:
            raise Violation("I6 nobody's place changes by a change of mind", kind.TABLE)
    in_force = {row.person_id for row in tables.select(PassRow) if not row.revoked}
    if in_force & {one for one, said in last.items() if said}:
        raise Violation("I9 who withdrew holds no pass", "a new one was issued")
