// Headers and bodies of entries, as `safepassage_audit/entries.py` reads them.

const MOST_HEADER = 4096;
const MOST_NUMBER = 2n ** 53n - 1n;
const HASH = /^[0-9a-f]{64}$/;
const MOMENT = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z$/;
const TEXTS = ['operation', 'kind', 'actor', 'previous', 'clause', 'body', 'seen_root'];
const FIELDS = [...TEXTS, 'version', 'sequence', 'deltas', 'seen_size'];

// The header, null where it is not the one form of one.
function readHeader(raw) {
  try {
    if (strictUtf8(raw).length > MOST_HEADER) return null;
    const data = readJson(raw);
    if (!isTable(data) || data.size !== FIELDS.length || !FIELDS.every((name) => data.has(name)) || !typed(data)) return null;
    return oneForm(data) === raw ? Object.fromEntries(data) : null;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

const wholeFrom = (value, least) => typeof value === 'bigint' && value >= least && value <= MOST_NUMBER;

function typed(data) {
  const get = (name) => data.get(name);
  const deltas = get('deltas');
  return (
    get('version') === 1n &&
    TEXTS.every((name) => typeof get(name) === 'string') &&
    Boolean(get('operation') && get('kind') && get('actor')) &&
    wholeFrom(get('sequence'), 1n) &&
    wholeFrom(get('seen_size'), 0n) &&
    isTable(deltas) &&
    [...deltas.values()].every((one) => wholeFrom(one, -MOST_NUMBER)) &&
    (get('previous') === '') === (get('sequence') === 1n) &&
    (get('seen_root') === '') === (get('seen_size') === 0n) &&
    HASH.test(get('body')) &&
    (get('previous') === '' || HASH.test(get('previous'))) &&
    (get('seen_root') === '' || HASH.test(get('seen_root')))
  );
}

const COMMITMENT = utf8('safepassage/body/1/commitment');
const commitmentOf = (key, body) => hex(hmac(hmac(key, COMMITMENT), strictUtf8(body)));

// Seconds since 1970 of a moment in its one form.
function momentOf(text) {
  if (typeof text !== 'string') throw new Fault('TypeError');
  const match = MOMENT.exec(text);
  if (!match) throw new Fault('ValueError');
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const there = year > 0 && date.toISOString().replace('.000Z', 'Z') === text;
  if (!there) throw new Fault('ValueError');
  return date.getTime() / 1000;
}

// A moment in a sentence: in the Python program's words its text, on the page the reader's own form.
class Instant {
  constructor(seconds) {
    this.seconds = seconds;
    const [date, time] = new Date(seconds * 1000).toISOString().split(/[T.]/);
    this.text = `${date.replace(/^0+(?=\d)/, '')}T${time}Z`;
  }
}

// `dict` of a value: a table, or pairs.
function tableOf(value) {
  if (isTable(value)) return value;
  const table = new Map();
  for (const pair of each(value)) {
    const two = each(pair);
    if (two.length !== 2) throw new Fault('ValueError');
    keyOf(two[0]);
    if (typeof two[0] === 'string') table.set(two[0], two[1]);
  }
  return table;
}

const textOf = (table, name) => told(valueOf(table, name));
