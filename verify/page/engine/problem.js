// The form of a recorded problem: a list made from anything else could call more than its quota and be within it (docs/adr/0168).

const UNITS = ['persons', 'patients', 'cases'];

// The problem is not of its form, at the path that this names.
class Unformed extends Error {
  constructor(where) {
    super(where);
    this.where = where;
  }
}

const isCount = (value, least = 0n) => typeof value === 'bigint' && value >= least;

// Refuse a problem that the planner itself would refuse, in what the checks of a list rest on.
function holdToForm(problem) {
  const kinds = new Keyed();
  each(item(problem, 'categories')).forEach((one, at) => {
    const where = `categories[${at}]`;
    named(where, one, kinds);
    wholes(where, one, ['quota']);
    if (!UNITS.includes(item(one, 'unit'))) throw new Unformed(`${where}.unit`);
    kinds.set(item(one, 'id'), item(one, 'unit'));
  });
  const lanes = new Keyed();
  each(item(problem, 'lanes')).forEach((one, at) => {
    named(`lanes[${at}]`, one, lanes);
    wholes(`lanes[${at}]`, one, ['desks']);
    lanes.set(item(one, 'id'), null);
  });
  const cases = new Keyed();
  each(item(problem, 'cases')).forEach((one, at) => {
    const where = `cases[${at}]`;
    named(where, one, cases);
    amongThem(where, one, ['category'], kinds);
    amongThem(where, one, ['lane'], lanes);
    formOfCase(where, one, kinds.at(item(one, 'category')));
    cases.set(item(one, 'id'), null);
  });
  formOfRules(problem, kinds);
  wholes('day', item(problem, 'day'), ['minutes']);
  const ambulances = item(problem, 'ambulances');
  wholes('ambulances', ambulances, ['count', 'return_minutes']);
  const away = each(valueOf(ambulances, 'away', []));
  if (away.length > item(ambulances, 'count') || !away.every((minutes) => isCount(minutes))) throw new Unformed('ambulances.away');
}

function formOfCase(where, one, unit) {
  wholes(where, one, ['persons', 'minutes'], 1n);
  wholes(where, one, ['units', 'weight']);
  const most = unit === 'cases' ? 1n : item(one, 'persons');
  if (item(one, 'units') > most || (unit !== 'patients' && item(one, 'units') < most)) throw new Unformed(`${where}.units`);
  if (typeof item(one, 'ambulance') !== 'boolean') throw new Unformed(`${where}.ambulance`);
  const show = item(one, 'show');
  if (!(['bigint', 'number'].includes(typeof show) && show >= 0 && show <= 1)) throw new Unformed(`${where}.show`);
  if (typeof item(one, 'registered') !== 'bigint') throw new Unformed(`${where}.registered`);
}

function formOfRules(problem, kinds) {
  rulesIn(problem, 'order').forEach((rule, at) => {
    amongThem(`order[${at}]`, rule, ['first', 'then'], kinds);
    if (item(rule, 'first') === item(rule, 'then')) throw new Unformed(`order[${at}]`);
  });
  rulesIn(problem, 'coupling').forEach((rule, at) => {
    amongThem(`coupling[${at}]`, rule, ['category', 'needs'], kinds);
    wholes(`coupling[${at}]`, rule, ['ratio', 'allowance']);
  });
}

function named(where, one, known) {
  if (typeof item(one, 'id') !== 'string' || !item(one, 'id') || known.has(item(one, 'id'))) throw new Unformed(`${where}.id`);
}

function amongThem(where, one, names, known) {
  for (const name of names) if (!known.has(item(one, name))) throw new Unformed(`${where}.${name}`);
}

function wholes(where, one, names, least = 0n) {
  for (const name of names) if (!isCount(item(one, name), least)) throw new Unformed(`${where}.${name}`);
}
