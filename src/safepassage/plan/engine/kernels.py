"""The inner loops: the day minute by minute, how good an order is, and the climb to better ones.

Plain functions over flat rows of whole numbers. They run on lists as they stand; `engine.compiled` compiles the same source for arrays, and
the results are the same. Flat rows, because a compiled call that hands on many rows costs more than the work it does. All in one file, so
that a change to one of them makes every compiled copy stale.

`case` holds six numbers for each case of an order: lane, minutes, units, persons, category, ambulance. `day` holds end, ambulances here, minutes
to return, and the numbers of lanes, categories, coupling rules, rules of who goes first and ambulances out; then desks, quotas, rules and when
those ambulances are back (`engine.day`).
`state` is what the day works in, `places` where in it each part begins (`parts`).
"""

from __future__ import annotations

from typing import Any

LANE, MINUTES, UNITS, PERSONS, CATEGORY, AMBULANCE, WIDTH = 0, 1, 2, 3, 4, 5, 6
END, CARS, AWAY, LANES, CATEGORIES, COUPLINGS, BEFORES, OUT, DESKS = 0, 1, 2, 3, 4, 5, 6, 7, 8
STRICT = 400.0
SMALL = 1e-6
OUTWARD, NEARBY, LOOKS = 2, 24, 12


def parts(count: int, day: Any) -> tuple[int, ...]:
    """Where the parts of the state begin, and its size.

    Queue of cases by lane; head, tail, free desks and stuck by lane; left, begun, through and waiting by category; desks freed by minute and
    lane, units passed by minute and category, ambulances back by minute; ambulances free; cases of each
    lane's queue that need none.
    """
    lanes, categories, end = day[LANES], day[CATEGORIES], day[END] + 1
    head = count
    left = head + 4 * lanes
    freed = left + 4 * categories
    passed = freed + end * lanes
    back = passed + end * categories
    cars = back + end
    return (
        head,
        head + lanes,
        head + 2 * lanes,
        head + 3 * lanes,
        left,
        left + categories,
        left + 2 * categories,
        left + 3 * categories,
        freed,
        passed,
        back,
        cars,
        cars + 1,
        cars + 1 + lanes,
    )


def arrive(now: int, day: Any, state: Any, places: Any) -> None:
    """What ends at this minute: desks come free, patients are through, ambulances are back; who was stuck may look again."""
    _, _, free, stuck, _, _, through, _, freed, passed, back, cars, _, _ = places
    lanes, categories = day[LANES], day[CATEGORIES]
    wake = state[back + now] > 0
    state[cars] += state[back + now]
    for one in range(lanes):
        state[free + one] += state[freed + now * lanes + one]
    for one in range(categories):
        if state[passed + now * categories + one] > 0:
            state[through + one] += state[passed + now * categories + one]
            wake = wake or day[COUPLINGS] > 0
    if wake:
        for one in range(lanes):
            state[stuck + one] = 0


def may_start(kind: int, persons: int, ambulance: int, day: Any, state: Any, places: Any) -> bool:
    """Whether a case that the quota has room for can start now."""
    _, _, _, _, _, begun, through, waiting, _, _, _, cars, _, _ = places
    if ambulance > 0 and state[cars] == 0:
        return False
    coupling = DESKS + day[LANES] + day[CATEGORIES]
    before = coupling + 4 * day[COUPLINGS]
    for rule in range(coupling, before, 4):
        if day[rule] == kind:
            room = day[rule + 2] * state[through + day[rule + 1]] + day[rule + 3]
            if state[begun + kind] + persons > room:
                return False
    for rule in range(before, before + 2 * day[BEFORES], 2):
        if day[rule + 1] == kind and state[waiting + day[rule]] > 0:
            return False
    return True


def first(one: int, case: Any, day: Any, state: Any, places: Any) -> int:
    """Take the first case of a lane's queue that can start now out of it, -1 if none; drop those that the quota has no room for."""
    head, tail, _, _, left, _, _, waiting, _, _, _, cars, afoot, _ = places
    # Without an ambulance, and with nobody else to go first, a queue of cases that all need one need not be looked through.
    if state[cars] == 0 and state[afoot + one] == 0 and day[BEFORES] == 0:
        return -1
    read = state[head + one]
    put = read
    found = -1
    while read < state[tail + one] and found < 0:
        at = state[read]
        row = WIDTH * at
        kind = case[row + CATEGORY]
        read += 1
        if case[row + UNITS] > state[left + kind]:
            state[waiting + kind] -= 1
            state[afoot + one] -= 1 - case[row + AMBULANCE]
        elif may_start(kind, case[row + PERSONS], case[row + AMBULANCE], day, state, places):
            found = at
            state[afoot + one] -= 1 - case[row + AMBULANCE]
        else:
            state[put] = at
            put += 1
    # Those passed over stand before those not looked at; the gap of those taken out moves to the head.
    for step in range(put - state[head + one]):
        state[read - 1 - step] = state[put - 1 - step]
    state[head + one] += read - put
    return found


def begin(at: int, now: int, case: Any, day: Any, state: Any, places: Any) -> None:
    """The case starts: it takes a desk, its units and perhaps an ambulance, and its end is noted if it lies within the day."""
    _, _, free, _, left, begun, _, waiting, freed, passed, back, cars, _, _ = places
    row = WIDTH * at
    lane, kind = case[row + LANE], case[row + CATEGORY]
    state[free + lane] -= 1
    state[left + kind] -= case[row + UNITS]
    state[begun + kind] += case[row + PERSONS]
    state[waiting + kind] -= 1
    done = now + case[row + MINUTES]
    if done < day[END]:
        state[freed + done * day[LANES] + lane] += 1
        state[passed + done * day[CATEGORIES] + kind] += case[row + UNITS]
    if case[row + AMBULANCE] > 0:
        state[cars] -= 1
        if done + day[AWAY] < day[END]:
            state[back + done + day[AWAY]] += 1


def queue_up(count: int, case: Any, day: Any, state: Any, places: Any) -> None:
    """Everything as it is before the day: lanes' queues in the order's sequence, desks and ambulances free."""
    head, tail, free, _, left, _, _, waiting, _, _, back, cars, afoot, size = places
    for at in range(size):
        state[at] = 0
    state[cars] = day[CARS]
    for at in range(day[CATEGORIES]):
        state[left + at] = day[DESKS + day[LANES] + at]
    for at in range(count):
        state[tail + case[WIDTH * at + LANE]] += 1
        state[waiting + case[WIDTH * at + CATEGORY]] += 1
        state[afoot + case[WIDTH * at + LANE]] += 1 - case[WIDTH * at + AMBULANCE]
    out = DESKS + day[LANES] + day[CATEGORIES] + 4 * day[COUPLINGS] + 2 * day[BEFORES]
    for at in range(out, out + day[OUT]):
        if day[at] < day[END]:
            state[back + day[at]] += 1
    begins = 0
    for one in range(day[LANES]):
        state[free + one] = day[DESKS + one]
        state[head + one] = begins
        begins += state[tail + one]
        state[tail + one] = state[head + one]
    for at in range(count):
        lane = case[WIDTH * at + LANE]
        state[state[tail + lane]] = at
        state[tail + lane] += 1


def let_in(now: int, case: Any, day: Any, state: Any, places: Any, start: Any) -> None:
    """Every lane in turn lets in what it can."""
    head, tail, free, stuck, _, _, _, _, _, _, _, _, _, _ = places
    for one in range(day[LANES]):
        while state[free + one] > 0 and state[stuck + one] == 0 and state[head + one] < state[tail + one]:
            found = first(one, case, day, state, places)
            if found < 0:
                state[stuck + one] = 1
            else:
                begin(found, now, case, day, state, places)
                start[found] = now


def simulate(count: int, case: Any, day: Any, state: Any, start: Any) -> None:
    """Write the start minute of each case of the order into `start`; -1 where it does not start before the day ends."""
    places = parts(count, day)
    stuck, waiting = places[3], places[7]
    queue_up(count, case, day, state, places)
    for at in range(count):
        start[at] = -1
    for now in range(day[END]):
        arrive(now, day, state, places)
        moved = True
        while moved:
            moved = False
            waited = 0
            for one in range(day[CATEGORIES]):
                waited += state[waiting + one]
            let_in(now, case, day, state, places, start)
            # Only where categories go before others can a start or a drop in one lane free another in the same minute.
            if day[BEFORES] > 0:
                for one in range(day[CATEGORIES]):
                    waited -= state[waiting + one]
                moved = waited > 0
                for one in range(day[LANES]):
                    state[stuck + one] = 0


def place(at: int, which: int, pool: Any, case: Any) -> None:
    """Put the pool's case `which` at a place of the order's rows."""
    for column in range(WIDTH):
        case[WIDTH * at + column] = pool[WIDTH * which + column]


def gain(
    count: int, order: Any, weight: Any, day: Any, aims: Any, case: Any, state: Any, start: Any, through: Any
) -> float:
    """How good an order is: the sum of the shares of the bounds, less a penalty for every minute under the aim.

    `case` holds the order's rows; `aims` holds the first minute, 1 with grace, the share to reach, how many minutes the day's end counts for beside its own,
    then the bound by minute, then what else is through by each minute.
    """
    end = day[END]
    simulate(count, case, day, state, start)
    for at in range(end + 1):
        through[at] = 0
    for at in range(count):
        if start[at] >= 0:
            done = start[at] + (1 if aims[1] > 0 else case[WIDTH * at + MINUTES])
            if done <= end:
                through[done] += weight[order[at]]
    value = 0
    total = 0.0
    for at in range(end + 1):
        value += through[at]
        if at >= aims[0] and aims[4 + at] > 0:
            share = (value + aims[5 + end + at]) / aims[4 + at]
            total += share if at < end else share * (1.0 + aims[3])
            if share < aims[2]:
                total -= STRICT * (aims[2] - share) * (aims[2] - share)
    return total


def falls_behind(which: int, order: Any, pool: Any, fair: Any, lists: Any) -> bool:
    """Whether the list of the pool's case `which` falls short of its share by more than is allowed in some prefix of the order.

    `fair` holds the number of lists, then each category's allowed lag, then the rate of every list in every category.
    """
    kind, mine = pool[WIDTH * which + CATEGORY], lists[which]
    many = int(fair[0])
    categories = (len(fair) - 1) // (many + 1)
    lag, rate = fair[1 + kind], fair[1 + categories + kind * many + mine]
    total = 0
    got = 0
    for at in range(len(order)):
        row = WIDTH * order[at]
        if pool[row + CATEGORY] == kind:
            total += pool[row + PERSONS]
            if lists[order[at]] == mine:
                got += pool[row + PERSONS]
            if rate * total - got > lag + SMALL:
                return True
    return False


def exchange(here: int, there: int, one: int, other: int, out: bool, order: Any, pool: Any, case: Any) -> None:
    """Put `other` in the place of `one`, and `one` in the other's unless that is `out` of the order."""
    order[here] = other
    place(here, other, pool, case)
    if not out:
        order[there] = one
        place(there, one, pool, case)


def climb(
    order: Any,
    spare: Any,
    group: Any,
    lists: Any,
    fair: Any,
    left: Any,
    tries: int,
    seed: int,
    pool: Any,
    weight: Any,
    day: Any,
    aims: Any,
    case: Any,
    state: Any,
    start: Any,
    through: Any,
) -> int:
    """Improve `order` in place by swaps in it and exchanges with `spare`; how many changes were kept.

    Cases are places in the pool. Only cases of one lane and one `group` change places. What the quotas have `left` is never overdrawn, and
    with shares no list falls behind by more than `fair` allows.
    """
    count = len(order)
    for at in range(count):
        place(at, order[at], pool, case)
    best = gain(count, order, weight, day, aims, case, state, start, through)
    dice = seed % 2147483646 + 1
    kept = 0
    for _ in range(tries):
        dice = dice * 48271 % 2147483647
        here = dice % count
        # Lanes take turns by lot, or a lane of few cases would hardly ever be improved.
        lane = dice // count % day[LANES]
        for _ in range(LOOKS):
            if pool[WIDTH * order[here] + LANE] != lane:
                dice = dice * 48271 % 2147483647
                here = dice % count
        dice = dice * 48271 % 2147483647
        way = dice % 4
        dice = dice * 48271 % 2147483647
        out = way < OUTWARD and len(spare) > 0
        there = dice % len(spare) if out else (here + 1 + dice % NEARBY) % count if way == OUTWARD else dice % count
        one = order[here]
        other = spare[there] if out else order[there]
        kind, other_kind = pool[WIDTH * one + CATEGORY], pool[WIDTH * other + CATEGORY]
        need = pool[WIDTH * other + UNITS] - (pool[WIDTH * one + UNITS] if kind == other_kind else 0)
        apart = pool[WIDTH * one + LANE] != pool[WIDTH * other + LANE] or group[one] != group[other]
        if one == other or apart or (out and need > left[other_kind]):
            continue
        exchange(here, there, one, other, out, order, pool, case)
        later = one if out or here < there else other
        if len(fair) > 1 and lists[one] != lists[other] and falls_behind(later, order, pool, fair, lists):
            exchange(here, there, other, one, out, order, pool, case)
            continue
        new = gain(count, order, weight, day, aims, case, state, start, through)
        if new > best:
            best = new
            kept += 1
            if out:
                spare[there] = one
                left[kind] += pool[WIDTH * one + UNITS]
                left[other_kind] -= pool[WIDTH * other + UNITS]
        else:
            exchange(here, there, other, one, out, order, pool, case)
    return kept
