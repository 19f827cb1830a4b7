// One reading of an export, entry by entry, in memory that does not grow with it. The same findings in the same order as
// `safepassage_audit/audit.py`: read the two side by side.

const FORMAT = 'safepassage-export/1';
const [ADMITTED, RETIRED, ROTATED] = ['ledger.actor-admitted/1', 'ledger.actor-retired/1', 'ledger.key-rotated/1'];
const SIGNING = utf8('safepassage/entry/1\n');
const HANDING = utf8('safepassage/key-rotation/1\n');
const MOST_SHOWN = 1000;
const MOST_ROTATIONS = 1000; // keys a log had: each checkpoint is held against them

class Audit {
  constructor(known) {
    this.known = known;
    this.operation = '';
    this.tree = new Tree();
    this.findings = [];
    this.wrong = 0;
    this.sums = new Map();
    this.opened = 0;
    this.shown = null;
    this.points = [];
    this.logs = [];
    this.confirmed = 0;
    this.roots = new Map();
    this.chains = new Map();
    this.publics = new Map();
    this.latest = [0, 0n]; // moment and place of the latest entry since the last checkpoint
    // Of the checkpoints that hold a later entry than all before them: their sizes, and moment and place of that entry
    this.laterSizes = [];
    this.laterSaid = [];
    this.had = new Map();
    this.retired = new Set();
    this.first = '';
    this.ended = null;
    this.promised = 0; // receipts that the log gave
    this.drawable = 0n; // entries of the newest checkpoint that a quorum cosigned, looked for where a sample is drawn
    this.own = new Set(); // in whose name the reader holds receipts
    this.withheld = []; // the first entries in these names that are closed to the reader
    this.closed = 0n;
    this.lists = new Lists();
    this.answers = null;
    this.line = 0n;
    this.waiting = []; // findings in their order, with signatures still being checked among them
    this.strip = new Strip();
  }

  get place() {
    return BigInt(this.tree.size);
  }

  add(code, id, given = [], place = this.place) {
    this.waiting.push({ code, id, given, place });
  }

  // Wait for the signatures that are being checked, all but the newest `still`; every finding takes its place.
  async settle(still = 0) {
    for (const one of this.waiting.splice(0, this.waiting.length - still)) {
      const finding = one.holds === undefined ? one : (await one.holds) ? null : one;
      if (finding === null) continue;
      this.wrong++;
      this.strip.wrong(Number(finding.place));
      if (this.findings.length < MOST_SHOWN) {
        this.findings.push({ place: finding.place, code: finding.code, id: finding.id, given: finding.given, says: clipped(sentence(finding.id, finding.given)) });
      }
    }
  }

  // One line of the export.
  async read(line) {
    this.line++;
    let data = null;
    try {
      data = readJson(line);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
    if (this.line === 1n) await this.begin(data);
    else if (!isTable(data)) this.add('line', 'line-unread', [this.line]);
    else if (data.has('entry')) await this.entry(data);
    else if (data.has('checkpoint')) await this.checkpoint(told(data.get('checkpoint')));
    else if (data.has('totals') && this.ended === null && same(valueOf(data, 'size'), this.place)) {
      this.ended = this.place;
      this.compare(data.get('totals'), 'totals-export');
    } else this.add('line', 'line-kind', [this.line]);
  }

  async begin(data) {
    if (!isTable(data) || !same(valueOf(data, 'export'), FORMAT)) throw new WrongUse('no-export');
    this.operation = textOf(data, 'operation');
    this.answers = new Answers(this.operation, (party, message, signature) => this.signs(party, message, signature));
    this.logs = [{ since: 0n, key: this.known.log ?? readKey(textOf(data, 'log'), [LOG]) }, ...rotationsOf(data)];
    for (const point of this.known.checkpoints) await this.expect(point, 'point-unsigned-yours', true);
    for (const place of [...this.known.receipts.keys()].sort((one, other) => (one < other ? -1 : 1))) {
      const held = [];
      for (const one of this.known.receipts.get(place)) if (await this.gave(one)) held.push(one);
      this.known.receipts.set(place, held);
      this.promised += held.length;
      for (const { actor } of held) this.own.add(actor);
    }
  }

  // Whether the log gave this receipt, by any of its keys: it is as old as the reader's visit, and who made it does not say when.
  async gave(receipt) {
    if (receipt.operation === this.operation) {
      for (const { key } of this.logs) if (await gaveReceipt(receipt, key)) return true;
    }
    this.add('receipt-signature', 'receipt-unsigned', [receipt.place], receipt.place);
    return false;
  }

  async checkpoint(note) {
    let point;
    try {
      point = readCheckpoint(note);
    } catch (error) {
      if (!(error instanceof NoteFault)) throw error;
      this.add('checkpoint-form', 'point-unread', [new Reason(error.id, error.given)]);
      return;
    }
    if (this.tree.size) this.add('checkpoint-form', 'point-late');
    if (!(await this.expect(point, 'point-unsigned-export', false))) return;
    if (this.shown === null || point.size >= this.shown.size) this.shown = point;
  }

  async expect(point, unsigned, yours) {
    if (!(await logSigned(point, this.logAt(point.size)))) {
      this.add('checkpoint-signature', unsigned, [point.size], point.size);
      return false;
    }
    if (!this.roots.has(point.size)) this.roots.set(point.size, new Set());
    const roots = this.roots.get(point.size);
    const root = hex(point.root);
    if (roots.size && !roots.has(root)) this.add('two-histories', 'two-histories', [point.size], point.size);
    roots.add(root);
    const { sample, policy } = this.known;
    if (sample && policy !== null && point.size > this.drawable && policy.holds(await this.cosigners(point))) this.drawable = point.size;
    this.keep(point, yours);
    return true;
  }

  // The newest checkpoints, for the picture of who covers how much.
  keep(point, yours) {
    this.points.push({ point, yours });
    if (this.points.length > 400) this.points = this.points.filter((one, at) => one.yours || at > 200);
  }

  // The log's key at that size: that of its last entry. The export says which; the entries must say so too.
  logAt(size) {
    return this.logs.findLast(({ since }) => since < size || since === 0n).key;
  }

  // Compare with what was signed for the entries read so far.
  passed() {
    const size = this.place;
    const roots = this.roots.get(size);
    if (roots) {
      const root = hex(this.tree.root());
      if ([...roots].some((one) => one !== root)) this.add('checkpoint', 'rewritten', [size]);
      if (this.latest[0] > (this.laterSaid.at(-1)?.[0] ?? 0)) {
        this.laterSizes.push(size);
        this.laterSaid.push(this.latest);
      }
      this.latest = [0, 0n];
    }
    const totals = this.known.totals;
    if (totals !== null && same(valueOf(totals, 'size'), size)) this.compare(valueOf(totals, 'totals'), 'totals-yours');
  }

  async entry(data) {
    const place = this.place;
    if (place === 0n) {
      this.passed();
      this.known.sample?.begin(this.roots, this.known.policy === null ? null : this.drawable);
    }
    const raw = textOf(data, 'header');
    let signature = new Uint8Array(0);
    try {
      signature = unbase64(textOf(data, 'signature'));
    } catch (error) {
      if (!(error instanceof NoteFault)) throw error;
      this.add('signature', 'signature-unread');
    }
    if (!same(data.get('entry'), place)) this.add('place', 'place', [place, data.get('entry')]);
    const bytes = looseUtf8(raw);
    const leaf = leafOf(bytes, signature);
    const header = readHeader(raw);
    if (header === null) this.add('header', 'header');
    else await this.written(header, bytes, signature, hex(leaf), data);
    for (const receipt of this.known.receipts.get(place) ?? []) this.kept(receipt, header, hex(leaf));
    this.strip.entry(header === null ? null : header.actor);
    this.tree.append(leaf);
    this.passed();
  }

  async written(header, bytes, signature, leaf, data) {
    const place = this.place;
    const fact = this.body(header, data);
    this.chain(header, leaf);
    this.seen(header);
    if (place === 0n) this.actors(header, fact); // the first entry admits its own writer; nobody else does so
    if ((await this.signed(header, bytes, signature)) && place) this.actors(header, fact);
    this.known.sample?.take(place, header, fact !== null);
    for (const [code, id, ...given] of this.lists.learn(header.kind, fact, place, textOf(data, 'body'))) this.add(code, id, given);
    for (const [id, ...given] of this.answers.learn(header.kind, header.actor, fact, this.first)) this.add('answer', id, given);
  }

  kept(receipt, header, leaf) {
    const { actor, sequence } = receipt;
    if (receipt.leaf !== leaf) this.add('receipt', 'receipt-other');
    else if (header !== null && (actor !== header.actor || sequence !== header.sequence)) this.add('receipt', 'receipt-name', [sequence, actor]);
  }

  chain(header, leaf) {
    const { actor, sequence } = header;
    const before = this.chains.get(actor) ?? { sequence: 0n, leaf: '', seen: 0n };
    if (header.operation !== this.operation) this.add('operation', 'operation');
    if (sequence !== before.sequence + 1n) this.add('sequence', 'sequence', [actor, before.sequence, sequence]);
    if (header.previous !== before.leaf) this.add('previous', 'previous', [actor]);
    if (header.seen_size < before.seen) this.add('seen-back', 'seen-back', [actor, header.seen_size, before.seen]);
    for (const [name, delta] of header.deltas) this.sums.set(name, (this.sums.get(name) ?? 0n) + delta);
    const seen = header.seen_size > before.seen ? header.seen_size : before.seen;
    this.chains.set(actor, { sequence, leaf, seen });
  }

  seen(header) {
    const size = header.seen_size;
    if (size === 0n) return;
    if (size > this.place) this.add('seen-ahead', 'seen-ahead', [this.place, size]);
    else if (!this.roots.has(size)) this.add('seen-unknown', 'seen-unknown', [size]);
    else if (!this.roots.get(size).has(header.seen_root)) this.add('seen-root', 'seen-root', [header.actor, size]);
  }

  // Whether to go on as if the signature held; where nothing hangs on it at once it is checked while the reading goes on.
  async signed(header, bytes, signature) {
    const key = this.publics.get(header.actor);
    if (key === undefined) {
      this.add('actor', 'actor', [header.actor]);
      return false;
    }
    const holds = signed(key, joined(SIGNING, bytes), signature);
    holds.catch(() => {}); // `settle` meets the error in its turn
    this.waiting.push({ code: 'signature', id: 'signature', given: [], place: this.place, holds });
    return header.kind.startsWith('ledger.') ? holds : true;
  }

  // What an entry that is open to the reader says; null where it is closed or cannot be believed.
  body(header, data) {
    if (!data.has('body')) {
      // A party that signs its statements holds receipts of the desk's entries of them: the desk's others are not its own.
      if (this.own.has(header.actor) && header.actor !== this.first) {
        this.closed++;
        if (this.withheld.length < MOST_NAMED) this.withheld.push(this.place);
      }
      return null;
    }
    this.opened++;
    let at;
    let fact;
    try {
      const key = unhex(textOf(data, 'key'));
      const body = textOf(data, 'body');
      if (commitmentOf(key, body) !== header.body) {
        this.add('body', 'body-other');
        return null;
      }
      const said = readJson(body, true);
      if (oneForm(said) !== body) {
        this.add('body', 'body-form'); // of two fields with one name the next program may read the other
        return null;
      }
      at = momentOf(item(said, 'at'));
      fact = tableOf(item(said, 'fact'));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.add('body', 'body-unread');
      return null;
    }
    this.dated(header, at);
    return fact;
  }

  dated(header, at) {
    const index = placeFrom(this.laterSizes, header.seen_size + 1n) - 1;
    if (index >= 0 && at < this.laterSaid[index][0] - this.known.skew) {
      const [latest, place] = this.laterSaid[index];
      this.add('back-dated', 'back-dated', [new Instant(at), place, new Instant(latest)]);
      // One clock that was ahead speaks against one entry, not against everybody's after it.
      this.laterSizes.splice(index, 1);
      this.laterSaid.splice(index, 1);
    }
    if (at >= this.latest[0]) this.latest = [at, this.place];
  }

  // Learn who may write. Only the writer of the first entry admits others and retires them.
  actors(header, fact) {
    const kind = header.kind;
    if (kind !== ADMITTED && kind !== RETIRED && kind !== ROTATED) return;
    this.first = this.first || header.actor;
    if (fact === null) this.add('body', 'admission-closed');
    else if (header.actor !== this.first) this.add('admission', 'admission-first', [this.first, header.actor]);
    else if (kind === RETIRED) {
      this.publics.delete(textOf(fact, 'actor'));
      this.retired.add(textOf(fact, 'actor'));
    } else if (kind === ROTATED) this.rotate(textOf(fact, 'actor'), textOf(fact, 'public'), fact);
    else if (!this.retired.has(textOf(fact, 'actor'))) this.admit(textOf(fact, 'actor'), textOf(fact, 'public'));
  }

  admit(actor, key) {
    if (this.place === 0n && key !== hex(this.logs[0].key.public)) this.add('log-key', 'log-key-first');
    if (!this.expects(actor, key)) this.add('actor-key', 'actor-key', [actor]);
    if (!HASH.test(key)) this.add('body', 'actor-key-unread', [actor]);
    else {
      if (!this.publics.has(actor)) this.publics.set(actor, unhex(key));
      this.keysOf(actor).add(key);
    }
  }

  // A new key for an actor, from the next entry on.
  rotate(actor, key, fact) {
    if (actor === this.first && this.publics.has(actor) && !this.follows(key)) this.add('log-key', 'log-key-other');
    if (!this.publics.has(actor) || !HASH.test(key)) this.add('admission', 'admission-key', [actor]);
    else {
      if (!this.expects(actor, key)) this.add('actor-key', 'actor-key-next', [actor]);
      else if (actor !== this.first && this.asked(actor, key)) this.handedOn(actor, fact);
      this.publics.set(actor, unhex(key));
      this.keysOf(actor).add(key);
      if (valueOf(fact, 'own') === true) this.answers.own.add(actor);
    }
  }

  keysOf(actor) {
    if (!this.had.has(actor)) this.had.set(actor, new Set());
    return this.had.get(actor);
  }

  // Whether its old key must have signed for this one: unless the reader names it, and it is no key that the actor left before.
  asked(actor, key) {
    return !this.known.actors.has(actor) || this.keysOf(actor).has(key);
  }

  // The actor's old key signs for its new one: whoever says who may write could otherwise take over everybody.
  handedOn(actor, fact) {
    const named = [this.operation, actor, textOf(fact, 'epoch'), textOf(fact, 'public')].join('\n');
    let signature = new Uint8Array(0);
    try {
      signature = unhex(textOf(fact, 'signature'));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
    const holds = signed(this.publics.get(actor), joined(HANDING, looseUtf8(`${named}\n`)), signature);
    holds.catch(() => {}); // `settle` meets the error in its turn
    this.waiting.push({ code: 'admission', id: 'rotation-unsigned', given: [actor], place: this.place, holds });
  }

  // The party's key in force made this signature (hex).
  signs(party, message, signature) {
    const key = this.publics.get(party);
    let raw = new Uint8Array(0);
    try {
      raw = unhex(signature);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
    if (key === undefined) {
      this.add('answer', 'statement-unsigned', [party]);
      return;
    }
    const holds = signed(key, message, raw);
    holds.catch(() => {}); // `settle` meets the error in its turn
    this.waiting.push({ code: 'answer', id: 'statement-unsigned', given: [party], place: this.place, holds });
  }

  // Whether the reader knows this key as the actor's, or knows none of it.
  expects(actor, key) {
    return this.known.actors.get(actor)?.includes(key) ?? true;
  }

  // Whether this entry makes the log's next key the one that the export named, and the old one was the log's.
  follows(key) {
    this.confirmed++;
    if (this.confirmed >= this.logs.length) return false;
    const [before, after] = [this.logs[this.confirmed - 1], this.logs[this.confirmed]];
    const own = hex(this.publics.get(this.first));
    return after.since === this.place + 1n && hex(after.key.public) === key && hex(before.key.public) === own;
  }

  async end() {
    if (!this.operation) throw new WrongUse('empty-export');
    const size = this.place;
    if (size === 0n) this.passed();
    const ahead = (sizes) => [...sizes].filter((one) => one >= size).sort((one, other) => (one < other ? -1 : 1));
    for (const one of ahead(this.roots.keys())) if (one > size) this.add('short', 'short', [one, size]);
    for (const place of ahead(this.known.receipts.keys())) if (this.known.receipts.get(place).length) this.add('receipt', 'receipt-missing', [place], place);
    for (const [id, ...given] of this.answers.end()) this.add('answer', id, given);
    if (this.ended !== size) this.add('cut', 'cut', [size]);
    if (this.known.totals !== null && !this.reached(valueOf(this.known.totals, 'size', -1n))) this.add('short', 'short-totals');
    if (this.confirmed < this.logs.length - 1) this.add('log-key', 'log-key-unmade');
    await this.witnessed();
    await this.settle();
  }

  reached(size) {
    return isNumber(size) && size >= 0 && size <= this.place && (isWhole(size) || Number.isInteger(size));
  }

  compare(totals, id) {
    const said = isTable(totals) ? totals : new Map();
    const names = [...new Set([...this.sums.keys(), ...said.keys()])].sort((one, other) => (textLess(one, other) ? -1 : 1));
    for (const name of names) {
      const sum = this.sums.get(name) ?? 0n;
      const value = said.has(name) ? said.get(name) : 0n;
      if (!same(sum, value)) this.add('totals', id, [value, name, sum]);
    }
  }

  // How many entries at the end no checkpoint of the log covers.
  get uncovered() {
    let most = 0n;
    for (const one of this.roots.keys()) if (one <= this.place && one > most) most = one;
    return this.place - most;
  }

  // Whether the quorum file names a log, and neither this one's first key nor the one that signed its newest checkpoint.
  ofAnotherLog() {
    const { logs } = this.known.policy;
    const own = [this.logs[0].key, this.logAt(this.shown === null ? 0n : this.shown.size)];
    return logs.length > 0 && !logs.some((log) => own.some((key) => key.name === log.name && hex(key.public) === hex(log.public)));
  }

  async witnessed() {
    if (this.known.policy === null) {
      // Entries after the newest checkpoint are told and not held against anybody; with none at all the log's key proves nothing.
      if (this.known.log !== null && this.place && this.uncovered === this.place) this.add('not-signed', 'not-signed', [this.place]);
      return;
    }
    if (this.ofAnotherLog()) this.add('log-key', 'log-key-policy');
    if (this.shown === null || this.shown.size !== this.place) this.add('not-signed', 'not-signed', [this.place]);
    const names = await this.cosigners(this.shown);
    const who = sorted([...names]).join(', ') || 'nobody';
    if (!this.known.policy.holds(names)) this.add('not-witnessed', 'not-witnessed', [who]);
  }

  // Which witnesses of the quorum cosigned a checkpoint.
  async cosigners(point) {
    const found = new Set();
    if (this.known.policy === null || point === null) return found;
    for (const [name, key] of this.known.policy.witnesses) if ((await cosigned(point, key)) !== null) found.add(name);
    return found;
  }

  // How far the newest checkpoint reaches that each witness of the quorum cosigned; [name, size or null].
  async reach() {
    const found = [];
    const newest = this.points.map(({ point }) => point).sort((one, other) => (one.size < other.size ? 1 : -1)).slice(0, 200);
    for (const [name, key] of this.known.policy?.witnesses ?? []) {
      let size = null;
      for (const point of newest) {
        if ((await cosigned(point, key)) !== null) {
          size = point.size;
          break;
        }
      }
      found.push([name, size]);
    }
    return found;
  }
}

// The later keys of the log as the export names them: each signs from the place behind the entry that made it.
function rotationsOf(data) {
  try {
    const found = each(valueOf(data, 'rotations', [])).map((pair) => {
      const two = each(pair);
      if (two.length !== 2) throw new Fault('ValueError');
      return { since: toWhole(two[0]) + 1n, key: readKey(told(two[1]), [LOG]) };
    });
    const [name] = partition(textOf(data, 'log'), '+');
    const rising = found.every(({ since }, at) => at === 0 || found[at - 1].since < since);
    if (found.length > MOST_ROTATIONS || !rising || found.some(({ since, key }) => since === 1n || key.name !== name)) throw new Fault('ValueError');
    return found;
  } catch (error) {
    if (error instanceof Fault) throw new WrongUse('rotations');
    throw error;
  }
}
