// Call lists, where their bodies can be read: is the list what its inputs give, within the quota, in the agreed order, by registration?
// The day is run again here from the recorded problem.

const MOST_MINUTES = 1500n; // 25 hours, the longest day there is: an export must not make its reader run for ever
const ALIKE = ['category', 'list', 'lane', 'persons', 'units', 'weight', 'minutes', 'ambulance', 'show'];

// What was agreed and planned so far, in so far as the reader may read it.
class Lists {
  constructor() {
    this.terms = new Map();
    this.made = new Keyed();
    this.checked = 0;
  }

  // Take a readable fact in; what is wrong with a list that it publishes, as [code, sentence, values].
  *learn(kind, fact) {
    try {
      if (kind === 'terms.agreed/1') this.terms = readToml(item(fact, 'toml'));
      else if (kind === 'plan.made/1') this.made.set(this.draft(fact), fact);
      else if (kind === 'plan.published/1') {
        const made = this.made.take(this.draft(fact), null);
        if (made !== null) yield* this.published(fact, made);
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      yield ['list', 'list'];
    }
  }

  draft(fact) {
    return JSON.stringify([keyOf(item(fact, 'day')), keyOf(item(fact, 'draft'))]);
  }

  *published(fact, made) {
    this.checked++;
    const problem = readJson(item(made, 'problem'));
    const result = readJson(item(made, 'result'));
    const calls = sorted(each(item(made, 'calls')), (call) => item(call, 'position'));
    const cases = new Keyed(each(item(problem, 'cases')).map((one) => [item(one, 'id'), one]));
    const day = item(fact, 'day');
    yield* families(day, fact, calls, cases);
    yield* this.order(day, calls, result);
    yield* this.quota(day, calls, cases, problem);
    yield* registration(day, each(item(result, 'order')).map((one) => item(one, 'case')), cases);
    yield* worth(day, problem, result, cases);
  }

  // The list stands in the order that the plan gave, with each order rule of the terms applied.
  *order(day, calls, result) {
    const category = new Keyed(calls.map((call) => [item(call, 'case_id'), item(call, 'category')]));
    let expected = each(item(result, 'order')).map((one) => item(one, 'case'));
    const rules = each(valueOf(this.terms, 'orders', []));
    for (const rule of rules) {
      const first = item(rule, 'first');
      expected = sorted(expected, (one) => !same(category.get(one), first));
    }
    if (!same(calls.map((call) => item(call, 'case_id')), expected)) yield ['list-order', 'list-order', day];
    for (const rule of rules) {
      let last = 0;
      calls.forEach((call, place) => {
        if (same(item(call, 'category'), item(rule, 'first'))) last = place;
      });
      if (calls.slice(0, last).some((call) => same(item(call, 'category'), item(rule, 'then')))) {
        yield ['order', 'order', item(rule, 'then'), item(rule, 'first'), day];
      }
    }
  }

  *quota(day, calls, cases, problem) {
    const agreed = new Keyed();
    for (const one of each(valueOf(this.terms, 'quotas', []))) {
      agreed.set(item(one, 'category'), valueOf(valueOf(one, 'on_days', new Map()), day, valueOf(one, 'per_day')));
    }
    const expected = new Keyed();
    for (const call of calls) {
      const one = cases.get(item(call, 'case_id'));
      if (one !== null) expected.add(item(one, 'category'), rounded(times(times(1000n, item(one, 'units')), item(one, 'show'))));
    }
    for (const one of each(item(problem, 'categories'))) {
      const ceiling = agreed.get(item(one, 'id'));
      if (ceiling !== null && less(ceiling, item(one, 'quota'))) {
        yield ['quota', 'quota-terms', day, item(one, 'quota'), item(one, 'id'), ceiling];
      }
      if (less(times(1000n, item(one, 'quota')), expected.get(item(one, 'id'), 0n))) {
        yield ['quota', 'quota-called', item(one, 'id'), day, item(one, 'quota')];
      }
    }
  }
}

// Everybody called was among those who could be, once, and as many persons as were counted.
function* families(day, fact, calls, cases) {
  const often = new Keyed();
  for (const call of calls) often.add(item(call, 'case_id'), 1n);
  for (const [name, times_] of often.entries()) {
    if (!cases.has(name)) yield ['list-family', 'family-unplanned', name, day];
    if (times_ > 1n) yield ['list-family', 'family-twice', name, day, times_];
  }
  for (const call of calls) {
    const one = cases.get(item(call, 'case_id'));
    if (one === null) continue;
    const [persons, category] = [BigInt(count(item(call, 'persons'))), item(call, 'category')];
    if (!same([persons, category], [item(one, 'persons'), item(one, 'category')])) {
      yield ['list-family', 'family-others', item(call, 'case_id'), day];
    }
  }
  const persons = calls.reduce((sum, call) => sum + BigInt(count(item(call, 'persons'))), 0n);
  if (!same([item(fact, 'cases'), item(fact, 'persons')], [BigInt(calls.length), persons])) {
    yield ['list-family', 'family-count', item(fact, 'persons'), day, persons];
  }
}

// Of cases alike in everything that is weighed, who registered first goes first.
function* registration(day, order, cases) {
  const place = new Keyed(order.map((name, at) => [name, at]));
  const alike = new Map();
  for (const one of cases.values()) {
    const key = JSON.stringify(ALIKE.map((name) => keyOf(item(one, name))));
    if (!alike.has(key)) alike.set(key, []);
    alike.get(key).push(one);
  }
  for (const group of alike.values()) {
    let latest = -1;
    for (const one of sorted(group, (each_) => item(each_, 'registered'))) {
      const at = place.get(item(one, 'id'), order.length);
      if (at < latest) yield ['ranking', 'ranking', item(one, 'id'), day];
      latest = Math.max(latest, at);
    }
  }
}

// The plan's promise, minute by minute: the day is run again in the plan's order.
function* worth(day, problem, result, cases) {
  const order = each(item(result, 'order')).map((one) => item(one, 'case')).filter((name) => cases.has(name)).map((name) => cases.at(name));
  const gained = new Keyed();
  for (const [name, start] of new Day(problem, order).starts.entries()) {
    const one = cases.at(name);
    const after = truth(item(item(problem, 'day'), 'grace')) ? 1n : item(one, 'minutes');
    gained.add(plus(start, after), item(one, 'weight'));
  }
  const promised = new Keyed(each(item(result, 'certificate')).map((one) => [item(one, 'minute'), item(one, 'value')]));
  let value = 0n;
  const last = minutesOf(problem);
  for (let minute = 0n; minute <= last; minute++) {
    value = plus(value, gained.get(minute, 0n));
    if (!same(promised.get(minute, value), value)) {
      yield ['ranking', 'worth', minute, day, value];
      return;
    }
  }
}

function minutesOf(problem) {
  const minutes = item(item(problem, 'day'), 'minutes');
  if (less(MOST_MINUTES, minutes)) throw new Fault('ValueError', 'no day is so long');
  if (!isWhole(minutes)) throw new Fault('TypeError', 'a day has whole minutes');
  return asWhole(minutes);
}

// Everybody on the order comes: lanes let in what they can, minute by minute.
class Day {
  constructor(problem, order) {
    this.problem = problem;
    this.starts = new Keyed();
    this.waiting = new Keyed(
      each(item(problem, 'lanes')).map((lane) => {
        const name = item(lane, 'id');
        return [name, order.filter((one) => same(item(one, 'lane'), name))];
      }),
    );
    this.left = new Keyed();
    for (const one of order) this.left.add(item(one, 'category'), 1n);
    this.desks = new Keyed(each(item(problem, 'lanes')).map((lane) => [item(lane, 'id'), item(lane, 'desks')]));
    this.room = new Keyed(each(item(problem, 'categories')).map((one) => [item(one, 'id'), item(one, 'quota')]));
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

  pass(minute) {
    for (const one of this.ends.take(minute, [])) {
      this.desks.set(item(one, 'lane'), plus(this.desks.at(item(one, 'lane')), 1n));
      this.through.add(item(one, 'category'), item(one, 'units'));
    }
    this.ambulances = plus(this.ambulances, this.returns.get(minute, 0n));
    while (this.letIn(minute));
  }

  letIn(minute) {
    let moved = false;
    for (const [lane, queue] of this.waiting.entries()) {
      let at = 0;
      while (truth(this.desks.at(lane)) && at < queue.length) {
        const one = queue[at];
        const full = less(this.room.at(item(one, 'category')), item(one, 'units'));
        if (!full && !this.may(one)) {
          at++;
          continue;
        }
        queue.splice(at, 1);
        this.left.add(item(one, 'category'), -1n);
        moved = true;
        if (!full) {
          this.begin(one, minute);
          at = 0;
        }
      }
    }
    return moved;
  }

  may(one) {
    if (truth(item(one, 'ambulance')) && !truth(this.ambulances)) return false;
    const category = item(one, 'category');
    for (const rule of this.rules('coupling')) {
      const most = plus(times(item(rule, 'ratio'), this.through.get(item(rule, 'needs'), 0n)), item(rule, 'allowance'));
      if (!same(item(rule, 'category'), category)) continue;
      if (less(most, plus(this.begun.get(category, 0n), item(one, 'persons')))) return false;
    }
    return !this.rules('order').some(
      (rule) => same(item(rule, 'then'), category) && less(0n, this.left.get(item(rule, 'first'), 0n)),
    );
  }

  rules(name) {
    const found = valueOf(this.problem, name);
    return truth(found) ? each(found) : [];
  }

  begin(one, minute) {
    this.starts.set(item(one, 'id'), minute);
    const [lane, category] = [item(one, 'lane'), item(one, 'category')];
    this.desks.set(lane, minus(this.desks.at(lane), 1n));
    this.room.set(category, minus(this.room.at(category), item(one, 'units')));
    this.begun.add(category, item(one, 'persons'));
    const end = plus(minute, item(one, 'minutes'));
    if (!this.ends.has(end)) this.ends.set(end, []);
    this.ends.at(end).push(one);
    if (truth(item(one, 'ambulance'))) {
      this.ambulances = minus(this.ambulances, 1n);
      this.returns.add(plus(plus(minute, item(one, 'minutes')), item(item(this.problem, 'ambulances'), 'return_minutes')), 1n);
    }
  }
}
