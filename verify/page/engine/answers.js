// Answers of parties that sign themselves, where their bodies can be read: does each follow from a statement that the party signed?
// The same as `safepassage_audit/answers.py`: read the two side by side.

const [ANSWERED, LINE_HELD] = ['clearance.answered/1', 'clearance.answer-held/1'];
const [TAKEN, ROW, ROW_HELD] = ['clearance.statement-taken/1', 'clearance.row-answered/1', 'clearance.row-held/1'];
const STATEMENT_HEAD = utf8('safepassage/statement/1\n');
const MOST_ROWS = 100_000n;
const CELLS = 7;

const strictText = (value) => {
  if (typeof value !== 'string') throw new Fault('TypeError');
  strictUtf8(value); // half of a character pair is no text
  return value;
};

const strictHash = (value) => {
  if (!HASH.test(strictText(value))) throw new Fault('ValueError');
  return value;
};

const strictWhole = (value, most, least = 1n) => {
  if (typeof value !== 'bigint' || value < least || value > most) throw new Fault('ValueError');
  return value;
};

const strictList = (value) => {
  if (!Array.isArray(value)) throw new Fault('TypeError');
  return value;
};

// Which parties sign themselves, and their statements so far. What is found is [sentence, values].
class Answers {
  constructor(operation, signs) {
    this.operation = operation;
    this.signs = signs;
    this.own = new Set();
    this.newest = new Map();
    this.older = new Map();
    this.closed = 0; // rows that the reader may not read: of other parties, or of somebody erased
  }

  // What is wrong with an entry of answers, null as its fact where it is closed; `first` is the writer of the first entry.
  *learn(kind, actor, fact, first) {
    try {
      if (kind === ANSWERED || kind === LINE_HELD) yield* this.unsigned(actor, fact === null ? actor : valueOf(fact, 'party', actor));
      else if ((kind === ROW || kind === ROW_HELD) && fact === null) this.closed++;
      else if ((kind === TAKEN || kind === ROW || kind === ROW_HELD) && fact !== null) {
        const party = strictText(item(fact, 'party'));
        if (actor !== first) yield ['answer-other', actor, party];
        if (kind === TAKEN) yield* this.statement(party, fact);
        else yield* this.row(party, kind, fact);
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      yield ['answer-unread'];
    }
  }

  *unsigned(actor, party) {
    if (strictText(party) !== actor) yield ['answer-other', actor, party];
    if (this.own.has(party)) yield ['answer-unsigned', party];
  }

  *statement(party, fact) {
    const [number, count, root] = [strictWhole(item(fact, 'number'), MOST_NUMBER), strictWhole(item(fact, 'count'), MOST_ROWS), strictHash(item(fact, 'root'))];
    const plain = new Map([['count', count], ['operation', this.operation], ['party', party], ['root', root], ['statement', number]]);
    const head = joined(STATEMENT_HEAD, strictUtf8(oneForm(plain)));
    const [digest, signature] = [strictHash(item(fact, 'digest')), strictText(item(fact, 'signature'))];
    if (hex(sha256(head)) !== digest) yield ['statement-unsigned', party];
    else this.signs(party, head, signature);
    const last = this.newest.get(party);
    this.own.add(party);
    if (last !== undefined && number <= last.number) {
      yield ['statement-again', number, party, last.number];
      return;
    }
    if (last !== undefined) {
      yield* this.lost(party, last);
      this.older.set(JSON.stringify([party, last.digest]), last.number);
    }
    this.newest.set(party, { digest, number, count, root, closed: this.closed, rows: new Set(), persons: new Set() });
  }

  *row(party, kind, fact) {
    const row = item(fact, 'signed');
    const [at, count] = [strictWhole(item(row, 'row'), MOST_ROWS, 0n), strictWhole(item(row, 'count'), MOST_ROWS)];
    const path = strictList(item(row, 'path')).map(strictHash);
    const [digest, leaf, salt] = [strictHash(item(row, 'digest')), strictHash(item(row, 'leaf')), strictHash(item(row, 'salt'))];
    const line = strictList(item(row, 'line')).map(strictText);
    if (line.length !== CELLS) throw new Fault('ValueError');
    const newest = this.newest.get(party);
    const older = this.older.get(JSON.stringify([party, digest]));
    if (older !== undefined && newest !== undefined) {
      yield ['answer-older', party, older];
      return;
    }
    if (newest === undefined || newest.digest !== digest || newest.count !== count) {
      yield ['answer-no-statement', party];
      return;
    }
    if (newest.rows.has(at)) yield ['answer-again', at + 1n, count, party];
    newest.rows.add(at);
    const of = leafOf(utf8(`[${oneForm(salt)},[${line.map(oneForm).join(',')}]]`));
    if (hex(of) !== leaf || !inTree(of, at, count, path.map(unhex), newest.root)) yield ['answer-row', at + 1n, count, party];
    else if (kind === ROW) yield* this.said(party, at + 1n, newest, line, item(fact, 'given'));
  }

  *said(party, row, newest, line, given) {
    const until = item(given, 'until') === null ? null : strictText(item(given, 'until'));
    const [status, reason] = [strictText(item(given, 'status')), strictText(item(given, 'reason'))];
    if (status !== line[4] || until !== (line[5] || null) || reason !== line[6]) yield ['answer-says', row, newest.count, party];
    const person = strictText(item(given, 'person_id'));
    if (newest.persons.has(person)) yield ['answer-person', row, newest.count, party];
    newest.persons.add(person);
  }

  *lost(party, one) {
    const missing = one.count - BigInt([...one.rows].filter((at) => at < one.count).length);
    if (missing > BigInt(this.closed - one.closed)) yield ['answer-lost', one.number, party, one.count, missing];
  }

  // Which rows of the newest statements became nothing.
  *end() {
    for (const party of sorted([...this.newest.keys()])) yield* this.lost(party, this.newest.get(party));
  }
}

// Whether the path shows the leaf as that row (RFC 9162, section 2.1.3.2).
function inTree(leaf, at, count, path, root) {
  let [last, total] = [count - 1n, leaf];
  if (at > last) return false;
  for (const step of path) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      total = nodeOf(step, total);
      for (; !(at & 1n) && at; last >>= 1n) at >>= 1n;
    } else total = nodeOf(total, step);
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && hex(total) === root;
}
