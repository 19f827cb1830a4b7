// The part that works: it takes what the page was given, reads the export as it streams by, and says how far it is and what it found.

const LINES_SPLIT = /\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]/;
const MOST_LINE = 2 ** 24; // bytes of a line of the export: a list of ten thousand cases has some six million
const UNDER_WAY = 2000; // signatures being checked at once
const BETWEEN_NEWS = 100; // milliseconds

const decoder = () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const LINES = decoder();

async function textIn(file) {
  let text;
  try {
    text = decoder().decode(await file.arrayBuffer());
  } catch {
    throw new Fault('ValueError', 'no-utf8');
  }
  return text.replace(/\r\n?/g, '\n');
}

function linesOf(text) {
  const lines = text.split(LINES_SPLIT);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

// The keys of each actor: one, or a list of those that it may have had one after the other.
function actorsIn(text) {
  const known = new Map();
  for (const [actor, said] of tableIn(text)) {
    const keys = Array.isArray(said) ? said : [said];
    if (!keys.length || !keys.every((key) => typeof key === 'string' && /^[0-9a-fA-F]{64}$/.test(key))) throw new Fault('ValueError');
    known.set(actor, keys.map((key) => key.toLowerCase()));
  }
  return known;
}

function tableIn(text) {
  const table = readJson(text);
  if (!isTable(table)) throw new Fault('TypeError');
  return table;
}

async function brought(file, read) {
  try {
    return read(await textIn(file));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const reason = error instanceof NoteFault ? [new Reason(error.id, error.given)] : [];
    throw new WrongUse(reason.length ? 'own-file-because' : 'own-file', file.name ?? '', ...reason);
  }
}

function logKeyIn(text) {
  try {
    return readKey(text, [LOG]);
  } catch (error) {
    if (error instanceof NoteFault) throw new WrongUse('log-key-form');
    throw error;
  }
}

async function knownFrom(given) {
  const known = { log: null, checkpoints: [], receipts: new Map(), actors: new Map(), totals: null, policy: null, skew: given.skew ?? 600 };
  known.sample = given.sample ? new Sample(given.sample) : null;
  if (given.log) known.log = logKeyIn(given.log);
  for (const file of given.checkpoints ?? []) known.checkpoints.push(await brought(file, readCheckpoint));
  if (given.receipts) known.receipts = await brought(given.receipts, readReceipts);
  if (given.actors) known.actors = await brought(given.actors, actorsIn);
  if (given.totals) known.totals = await brought(given.totals, tableIn);
  if (given.policy) known.policy = await brought(given.policy, readPolicy);
  return known;
}

// Every line of a file, in memory for one piece of it at a time; one that is longer than any is comes as an empty one.
async function* linesIn(file, news) {
  const reader = file.stream().getReader();
  let rest = []; // pieces of a line whose end has not come yet
  let length = 0;
  let done = 0;
  for (;;) {
    const piece = await reader.read().catch(() => {
      throw new WrongUse('export-unread');
    });
    if (piece.done) break;
    let from = 0;
    for (let to = piece.value.indexOf(10); to >= 0; to = piece.value.indexOf(10, from)) {
      yield lineOf(rest, piece.value.subarray(from, to), length + to - from);
      rest = [];
      length = 0;
      from = to + 1;
    }
    length += piece.value.length - from;
    if (length > MOST_LINE) rest = [];
    else if (from < piece.value.length) rest.push(piece.value.subarray(from));
    done += piece.value.length;
    news(done);
  }
  if (length) yield lineOf(rest, new Uint8Array(0), length);
}

function lineOf(rest, last, length) {
  if (length > MOST_LINE) return '';
  try {
    return LINES.decode(rest.length ? joined(...rest, last) : last);
  } catch {
    throw new WrongUse('export-unread');
  }
}

function plainOf(value) {
  if (value instanceof Reason) return { sentence: value.id, given: value.given.map(plainOf) };
  if (value instanceof Instant) return { instant: value.seconds };
  if (typeof value === 'bigint') return value;
  return clipped(told(value));
}

function plainFinding({ place, code, id, given, says }) {
  const showing = SHOWN[id] ?? [];
  const plain = given.map((value, at) => (typeof value !== 'bigint' && showing.includes(at) ? clipped(shown(value)) : plainOf(value)));
  return { place, code, says, id, given: plain };
}

async function plainResult(audit, seconds) {
  const { strip, known } = audit;
  const sampled = known.sample?.drawn() ?? null;
  const rows = [...strip.rows].map(([name, { total, columns }]) => ({ name, total, columns: [...columns] }));
  return {
    told: {
      operation: audit.operation, entries: audit.place, root: hex(audit.tree.root()), opened: BigInt(audit.opened),
      lists: BigInt(audit.lists.checked), unchecked: audit.lists.unchecked, uncovered: audit.uncovered,
      closed: { entries: audit.closed, first: audit.withheld }, sums: audit.sums, cosigners: sorted([...(await audit.cosigners(audit.shown))]),
      signatures: 'all', sample: sampled && { ...sampled, entries: sampled.entries.map(({ place }) => place) }, wrong: BigInt(audit.wrong), findings: audit.findings.map(plainFinding),
    },
    picture: {
      size: strip.size, width: strip.width, marks: [...strip.marks], rows, actors: audit.chains.size,
      points: audit.points.map(({ point, yours }) => ({ size: point.size, yours })), reach: await audit.reach(),
    },
    given: {
      log: known.log !== null, checkpoints: known.checkpoints.length, receipts: audit.promised, actors: known.actors.size,
      totals: known.totals !== null, policy: known.policy !== null, skew: known.skew,
    },
    drawn: sampled,
    seconds,
  };
}

async function check(given) {
  await selfTest();
  const started = performance.now();
  const audit = new Audit(await knownFrom(given));
  let last = started;
  const news = (bytes) => {
    const now = performance.now();
    if (now - last < BETWEEN_NEWS) return;
    last = now;
    postMessage({ progress: { bytes, of: given.export.size, entries: audit.tree.size, wrong: audit.wrong } });
  };
  for await (const line of linesIn(given.export, news)) {
    await audit.read(line);
    if (audit.waiting.length > 2 * UNDER_WAY) await audit.settle(UNDER_WAY);
  }
  await audit.end();
  return plainResult(audit, (performance.now() - started) / 1000);
}

onmessage = async ({ data }) => {
  try {
    postMessage({ result: await check(data) });
  } catch (error) {
    if (error instanceof WrongUse) postMessage({ refused: { id: error.id, given: error.given.map(plainOf) } });
    else if (error instanceof NoteFault) postMessage({ refused: { id: 'export-key', given: [plainOf(new Reason(error.id, error.given))] } });
    else postMessage({ failed: String(error && error.stack ? error.stack : error) });
  }
};
