// Call lists, where their bodies can be read: is the list what its inputs give, within the quota, in the agreed order, by registration?
// The day is run again here from the recorded problem.

// Larger than anything that is made (docs/adr/0143): an export must not fill its reader's memory or time
const MOST_CASES = 20_000;
const MOST_RULES = 100;
const MOST_DAY = 100;
const MOST_TERMS = 1_000_000;
const MOST_DOTS = 4_000_000;
const MOST_NAMED = 20;
const MOST_HELD = 3; // days whose last list is remembered: one is made again on its day, while the next is published
const MOST_PLANS = 67_108_864; // bytes of plans that are made and not published, held as they are written: the oldest go first
const ALIKE = ['category', 'list', 'lane', 'persons', 'units', 'weight', 'minutes', 'ambulance', 'show'];

// What was agreed and planned so far, in so far as the reader may read it.
class Lists {
  constructor() {
    this.terms = null;
    this.made = new Map(); // bodies of plans not published yet and their bytes, the oldest first
    this.size = 0; // of these bodies
    this.dropped = new Set();
    this.numbers = new Set(); // of every list made, published or not
    this.called = new Keyed(); // of the days published last their last list: its draft, and whom it called; null where it could not be read
    this.checked = 0;
    this.unchecked = new Map(); // why published lists were not computed again, or not with all they rest on: how many, the first
  }

  // Take a fact in, null where it is closed to the reader, and the body that it was read from; what is wrong with a list that it
  // publishes, as [code, sentence, values].
  *learn(kind, fact, place = 0n, body = '') {
    try {
      if (kind === 'terms.agreed/1') {
        this.terms = null; // what was agreed before is in force no more, whether or not this can be read
        this.terms = fact === null ? null : readTerms(item(fact, 'toml'));
      } else if (kind === 'plan.made/1' && fact !== null) yield* this.learnMade(fact, body);
      else if (kind === 'plan.published/1') yield* this.learnList(fact, place);
    } catch (error) {
      if (error instanceof TooLarge) yield ['list', 'list-large'];
      else if (error instanceof Unformed) yield ['list', 'list-form', error.where];
      else if (error instanceof Fault) yield ['list', 'list'];
      else throw error;
    }
  }

  *learnMade(fact, body) {
    const number = this.draft(fact);
    if (isLongDay(item(fact, 'day'))) throw new TooLarge();
    if (this.numbers.has(number)) yield ['list', 'list-again', item(fact, 'draft'), item(fact, 'day')];
    this.numbers.add(number);
    this.forget(number);
    const bytes = utf8(body).length;
    this.made.set(number, [body, bytes]);
    this.size += bytes;
    while (this.size > MOST_PLANS) {
      const [oldest] = this.made.keys();
      this.forget(oldest);
      this.dropped.add(oldest);
    }
  }

  // The body of a plan that is held no more; an empty one where none was.
  forget(number) {
    const [body, bytes] = this.made.get(number) ?? ['', 0];
    this.made.delete(number);
    this.size -= bytes;
    return body;
  }

  takeMade(number) {
    const body = this.forget(number);
    return body ? item(readJson(body), 'fact') : null;
  }

  draft(fact) {
    return JSON.stringify([keyOf(item(fact, 'day')), keyOf(item(fact, 'draft'))]);
  }

  *learnList(fact, place) {
    let why = 'unread';
    let day = '';
    try {
      if (fact === null) {
        why = 'list-closed';
        return;
      }
      const number = this.draft(fact);
      const made = this.takeMade(number);
      const [draft, before] = this.called.take(item(fact, 'day'), [0n, new Keyed()]);
      this.called.set(item(fact, 'day'), [item(fact, 'draft'), null]);
      const days = this.called.entries();
      if (days.length > MOST_HELD) this.called.take(days[0][0], null);
      if (isLongDay(item(fact, 'day'))) throw new TooLarge();
      day = told(item(fact, 'day'));
      const goesOn = made !== null && truth(valueOf(made, 'before', 0n)) && same(item(made, 'before'), draft);
      if (made === null || (goesOn && before === null)) {
        why = made === null && this.dropped.has(number) ? 'plan-dropped' : 'plan-closed';
        return;
      }
      yield* this.published(fact, made, goesOn ? before : new Keyed());
      why = this.terms === null ? 'terms-closed' : '';
    } finally {
      if (why) this.skipped(why, place, day);
      else this.checked++;
    }
  }

  skipped(why, place, day) {
    if (!this.unchecked.has(why)) this.unchecked.set(why, { lists: 0n, first: [] });
    const held = this.unchecked.get(why);
    held.lists++;
    if (held.first.length < MOST_NAMED) held.first.push([place, day]);
  }

  // `before` is whom the list before it called, where this one was made in the middle of the day: it plans for the rest of them.
  *published(fact, made, before) {
    const problem = readJson(item(made, 'problem'));
    const result = readJson(item(made, 'result'));
    // Closed terms say nothing: then the list is held to the order rules that its own plan names.
    const own = rulesIn(problem, 'order');
    const rules = this.terms === null ? own : valueOf(this.terms, 'orders', []);
    const quotas = this.terms === null ? [] : valueOf(this.terms, 'quotas', []);
    for (const held of [item(problem, 'cases'), item(result, 'order'), item(made, 'calls')]) noMore(held, MOST_CASES);
    for (const held of [item(problem, 'categories'), item(problem, 'lanes'), own, rulesIn(problem, 'coupling'), rules, quotas]) noMore(held, MOST_RULES);
    holdToForm(problem);
    const calls = sorted(each(item(made, 'calls')), (call) => item(call, 'position'));
    const cases = new Keyed(each(item(problem, 'cases')).map((one) => [item(one, 'id'), one]));
    const day = item(fact, 'day');
    this.called.set(day, [item(fact, 'draft'), new Keyed(calls.map((call) => [item(call, 'case_id'), saidOf(call)]))]);
    const planned = new Keyed(each(item(result, 'order')).map((one) => [item(one, 'case'), true]));
    const taken = new Keyed([...before.entries()].filter(([name]) => !planned.has(name)));
    const fresh = calls.filter((call) => !taken.has(item(call, 'case_id')));
    yield* families(day, fact, calls, cases, taken);
    yield* this.order(day, calls, fresh, result, each(rules));
    yield* this.quota(day, fresh, cases, problem, each(quotas));
    yield* registration(day, each(item(result, 'order')).map((one) => item(one, 'case')), cases);
    yield* worth(day, problem, result, cases);
  }

  // The list's own calls stand in the order that the plan gave, with each order rule of the terms applied, which all calls keep.
  *order(day, calls, own, result, rules) {
    const category = new Keyed(calls.map((call) => [item(call, 'case_id'), item(call, 'category')]));
    let expected = each(item(result, 'order')).map((one) => item(one, 'case'));
    for (const rule of rules) {
      const first = item(rule, 'first');
      expected = sorted(expected, (one) => !same(category.get(one), first));
    }
    if (!same(own.map((call) => item(call, 'case_id')), expected)) yield ['list-order', 'list-order', day];
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

  *quota(day, calls, cases, problem, quotas) {
    const agreed = new Keyed();
    for (const one of quotas) agreed.set(item(one, 'category'), one);
    const expected = new Keyed();
    for (const call of calls) {
      const one = cases.get(item(call, 'case_id'));
      if (one !== null) expected.add(item(one, 'category'), rounded(times(times(1000n, item(one, 'units')), item(one, 'show'))));
    }
    for (const one of each(item(problem, 'categories'))) {
      if (agreed.has(item(one, 'id'))) yield* ceilings(day, one, agreed.at(item(one, 'id')));
      if (less(times(1000n, item(one, 'quota')), expected.get(item(one, 'id'), 0n))) {
        yield ['quota', 'quota-called', item(one, 'id'), day, item(one, 'quota')];
      }
    }
  }
}

// The terms. Python's own reader takes time with the square of a key's parts, so the dots are counted first.
function readTerms(text) {
  if (typeof text !== 'string') throw new Fault('TypeError', 'terms are a text');
  let [work, above] = [0, 0];
  for (const line of text.split('\n')) {
    let dots = 0;
    for (let at = line.indexOf('.'); at >= 0; at = line.indexOf('.', at + 1)) dots++;
    if (/^[ \t]*\[/.test(line)) above = Math.max(above, dots);
    work += (dots + above) ** 2;
  }
  if (work > MOST_DOTS || utf8(text).length > MOST_TERMS) throw new TooLarge();
  return readToml(text);
}

const isLongDay = (day) => typeof day === 'string' && clipped(day, MOST_DAY) !== day;

// What the list was made with keeps what the terms say of that day and of all days, counted as they count.
function* ceilings(day, one, agreed) {
  let ceiling = null;
  for (const most of [valueOf(valueOf(agreed, 'on_days', new Map()), day, valueOf(agreed, 'per_day')), valueOf(agreed, 'total')]) {
    if (most !== null && (ceiling === null || less(most, ceiling))) ceiling = most;
  }
  if (ceiling !== null && less(ceiling, item(one, 'quota'))) {
    yield ['quota', 'quota-terms', day, item(one, 'quota'), item(one, 'id'), ceiling];
  }
  if (!same(item(one, 'unit'), item(agreed, 'unit'))) {
    yield ['quota', 'quota-unit', day, item(one, 'id'), item(one, 'unit'), item(agreed, 'unit')];
  }
}

// What the problem says under that name; nothing where it says nothing.
function rulesIn(problem, name) {
  const found = valueOf(problem, name);
  return truth(found) ? each(found) : [];
}

function noMore(held, most) {
  if (count(held) > most) throw new TooLarge();
}

// What a call says of a case, that a list made later in the day takes over as it is.
function saidOf(call) {
  return [item(call, 'category'), item(call, 'persons')];
}

// Everybody called was among those who could be, or is taken over as they were called before, once, and as many persons as were counted.
function* families(day, fact, calls, cases, taken) {
  const often = new Keyed();
  for (const call of calls) often.add(item(call, 'case_id'), 1n);
  for (const [name, times_] of often.entries()) {
    if (!cases.has(name) && !taken.has(name)) yield ['list-family', 'family-unplanned', name, day];
    if (times_ > 1n) yield ['list-family', 'family-twice', name, day, times_];
  }
  for (const call of calls) {
    const one = cases.get(item(call, 'case_id'));
    const over = taken.get(item(call, 'case_id'), null);
    if (one === null && over === null) continue;
    const [persons, category] = [BigInt(count(item(call, 'persons'))), item(call, 'category')];
    const others = over === null ? !same([persons, category], [item(one, 'persons'), item(one, 'category')]) : !same(saidOf(call), over);
    if (others) {
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
