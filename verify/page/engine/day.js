// A planned day run again from the recorded problem: everybody on the order comes, and lanes let in what they can, minute by minute.

const MOST_MINUTES = 1500n; // 25 hours, the longest day there is: an export must not make its reader run for ever
const [STEPS, STEPS_A_CASE] = [500_000, 1_000]; // looks at cases and rules; the largest honest day needs a part of them (docs/adr/0143)

// Larger than anything that is made: who reads it would do nothing else any more.
class TooLarge extends Error {}

function minutesOf(problem) {
  const minutes = item(item(problem, 'day'), 'minutes');
  if (less(MOST_MINUTES, minutes)) throw new Fault('ValueError', 'no day is so long');
  if (!isWhole(minutes)) throw new Fault('TypeError', 'a day has whole minutes');
  return asWhole(minutes);
}

// The first index from which the places are at least `at`.
function placeFrom(places, at) {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The planned day; `starts` says in which minute each case began.
class Day {
  constructor(problem, order) {
    this.starts = new Keyed();
    this.problem = problem;
    this.order = order;
    this.steps = STEPS + STEPS_A_CASE * order.length;
    // Cases alike in all that decides whether they may begin wait in one queue: only its first is looked at.
    this.waiting = new Keyed(each(item(problem, 'lanes')).map((lane) => [item(lane, 'id'), new Map()]));
    order.forEach((one, place) => {
      const queues = this.waiting.get(item(one, 'lane'));
      if (queues === null) return;
      const alike = JSON.stringify([...['category', 'persons', 'units'].map((name) => keyOf(item(one, name))), truth(item(one, 'ambulance'))]);
      if (!queues.has(alike)) queues.set(alike, []);
      queues.get(alike).push(place);
    });
    this.left = new Keyed();
    for (const one of order) this.left.add(item(one, 'category'), 1n);
    this.desks = new Keyed(each(item(problem, 'lanes')).map((lane) => [item(lane, 'id'), item(lane, 'desks')]));
    this.room = new Keyed(each(item(problem, 'categories')).map((one) => [item(one, 'id'), item(one, 'quota')]));
    this.coupling = new Keyed();
    for (const rule of rulesIn(problem, 'coupling')) {
      this.coupling.listed(item(rule, 'category')).push(rule);
    }
    this.before = new Keyed();
    for (const rule of rulesIn(problem, 'order')) this.before.listed(item(rule, 'then')).push(item(rule, 'first'));
    const away = valueOf(item(problem, 'ambulances'), 'away', []);
    this.ambulances = minus(item(item(problem, 'ambulances'), 'count'), BigInt(count(away)));
    this.through = new Keyed();
    this.begun = new Keyed();
    this.ends = new Keyed();
    this.returns = new Keyed();
    if (isTable(away)) for (const [name, often] of away) this.returns.set(name, often);
    else for (const one of each(away)) this.returns.add(one, 1n);
    const last = minutesOf(problem);
    for (let minute = 0n; minute < last; minute++) this.pass(minute);
  }

  spend(steps) {
    this.steps -= steps;
    if (this.steps < 0) throw new TooLarge();
  }

  pass(minute) {
    const ended = this.ends.take(minute, []);
    const back = this.returns.get(minute, 0n);
    for (const one of ended) {
      this.desks.set(item(one, 'lane'), plus(this.desks.at(item(one, 'lane')), 1n));
      this.through.add(item(one, 'category'), item(one, 'units'));
    }
    this.ambulances = plus(this.ambulances, back);
    if (minute && !ended.length && !truth(back)) return; // nothing has changed since nobody could be let in
    while (this.letIn(minute));
  }

  letIn(minute) {
    let moved = false;
    for (const [lane, queues] of this.waiting.entries()) {
      this.spend(1);
      let at = 0;
      while (truth(this.desks.at(lane))) {
        const place = this.next(queues, at);
        if (place < 0) break;
        moved = true;
        const one = this.order[place];
        this.left.add(item(one, 'category'), -1n);
        at = place + 1;
        if (!this.full(one)) {
          this.begin(one, minute);
          at = 0;
        }
      }
    }
    return moved;
  }

  // Take the first case from that place on whose turn it is, or for whose category there is no room left; -1 for none.
  next(queues, at) {
    this.spend(queues.size);
    const heads = [];
    for (const [alike, places] of queues) {
      const index = placeFrom(places, at);
      if (index < places.length) heads.push([places[index], index, alike]);
    }
    for (const [place, index, alike] of heads.sort(([one], [other]) => one - other)) {
      const one = this.order[place];
      if (!this.full(one) && !this.may(one)) continue;
      queues.get(alike).splice(index, 1);
      if (!queues.get(alike).length) queues.delete(alike);
      return place;
    }
    return -1;
  }

  full(one) {
    return less(this.room.at(item(one, 'category')), item(one, 'units'));
  }

  may(one) {
    const category = item(one, 'category');
    const [coupling, before] = [this.coupling.get(category, []), this.before.get(category, [])];
    this.spend(1 + coupling.length + before.length);
    if (truth(item(one, 'ambulance')) && !truth(this.ambulances)) return false;
    for (const rule of coupling) {
      const most = plus(times(item(rule, 'ratio'), this.through.get(item(rule, 'needs'), 0n)), item(rule, 'allowance'));
      if (less(most, plus(this.begun.get(category, 0n), item(one, 'persons')))) return false;
    }
    return !before.some((first) => less(0n, this.left.get(first, 0n)));
  }

  begin(one, minute) {
    this.starts.set(item(one, 'id'), minute);
    const [lane, category] = [item(one, 'lane'), item(one, 'category')];
    this.desks.set(lane, minus(this.desks.at(lane), 1n));
    this.room.set(category, minus(this.room.at(category), item(one, 'units')));
    this.begun.add(category, item(one, 'persons'));
    const end = plus(minute, item(one, 'minutes'));
    this.ends.listed(end).push(one);
    if (truth(item(one, 'ambulance'))) {
      this.ambulances = minus(this.ambulances, 1n);
      this.returns.add(plus(plus(minute, item(one, 'minutes')), item(item(this.problem, 'ambulances'), 'return_minutes')), 1n);
    }
  }
}
