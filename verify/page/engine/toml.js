// TOML 1.0, as the terms are written in: the same texts are accepted and refused as by Python's own reader (`tomllib`), whose
// order of steps this follows.

const TOML_NUMBER = /0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)|[+-]?(?:0|[1-9](?:_?[0-9])*)((?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)/y;
const CLOCK = '([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\\.([0-9]{1,6})[0-9]*)?';
const TOML_TIME = new RegExp(CLOCK, 'y');
const TOML_DATE = new RegExp(
  `([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:[Tt ]${CLOCK}(?:([Zz])|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?)?`,
  'y',
);
const BARE = /[A-Za-z0-9_-]*/y;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
const CONTROL_OF_LINES = /[\x00-\x08\x0b-\x1f\x7f]/;
const TOML_ESCAPES = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' };
const FROZEN = 'frozen';
const EXPLICIT = 'explicit';

// What may no longer be opened or changed, by the path of its names.
class TomlFlags {
  constructor() {
    this.flags = new Map();
    this.pending = [];
  }

  inner(level, name) {
    if (!level.has(name)) level.set(name, { own: new Set(), all: new Set(), nested: new Map() });
    return level.get(name);
  }

  set(path, flag, recursive = false) {
    let level = this.flags;
    for (const name of path.slice(0, -1)) level = this.inner(level, name).nested;
    const last = this.inner(level, path.at(-1));
    (recursive ? last.all : last.own).add(flag);
  }

  settle() {
    for (const [path, flag] of this.pending) this.set(path, flag);
    this.pending = [];
  }

  forget(path) {
    let level = this.flags;
    for (const name of path.slice(0, -1)) {
      if (!level.has(name)) return;
      level = level.get(name).nested;
    }
    level.delete(path.at(-1));
  }

  has(path, flag) {
    if (!path.length) return false;
    let level = this.flags;
    for (const name of path.slice(0, -1)) {
      if (!level.has(name)) return false;
      if (level.get(name).all.has(flag)) return true;
      level = level.get(name).nested;
    }
    const last = level.get(path.at(-1));
    return last !== undefined && (last.own.has(flag) || last.all.has(flag));
  }
}

class TomlReader {
  constructor(text) {
    this.text = text.replaceAll('\r\n', '\n');
    this.at = 0;
    this.depth = 0;
    this.data = new Map();
    this.flags = new TomlFlags();
  }

  fail() {
    throw new Fault('ValueError', 'this is no TOML');
  }

  get mark() {
    return this.text[this.at];
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  space(marks = ' \t') {
    while (this.at < this.text.length && marks.includes(this.mark)) this.at++;
  }

  starts(text) {
    return this.text.startsWith(text, this.at);
  }

  expect(text) {
    if (!this.starts(text)) this.fail();
    this.at += text.length;
  }

  whole() {
    let header = [];
    for (;;) {
      this.space();
      if (this.mark === undefined) break;
      if (this.mark === '\n') {
        this.at++;
        continue;
      }
      if (/[A-Za-z0-9_"'-]/.test(this.mark)) {
        this.pair(header);
        this.space();
      } else if (this.mark === '[') {
        this.flags.settle();
        header = this.text[this.at + 1] === '[' ? this.listHeader() : this.tableHeader();
        this.space();
      } else if (this.mark !== '#') this.fail();
      this.comment();
      if (this.mark === undefined) break;
      this.expect('\n');
    }
    return this.data;
  }

  comment() {
    if (this.mark === '#') {
      this.at++;
      this.until('\n', CONTROL, false);
    }
  }

  until(end, forbidden, needed) {
    let to = this.text.indexOf(end, this.at);
    if (to < 0) {
      if (needed) this.fail();
      to = this.text.length;
    }
    const found = this.text.slice(this.at, to);
    if (forbidden.test(found)) this.fail();
    this.at = to;
    return found;
  }

  tableHeader() {
    this.at++;
    this.space();
    const path = this.key();
    if (this.flags.has(path, EXPLICIT) || this.flags.has(path, FROZEN)) this.fail();
    this.flags.set(path, EXPLICIT);
    this.nest(this.data, path);
    this.expect(']');
    return path;
  }

  listHeader() {
    this.at += 2;
    this.space();
    const path = this.key();
    if (this.flags.has(path, FROZEN)) this.fail();
    this.flags.forget(path);
    this.flags.set(path, EXPLICIT);
    const parent = this.nest(this.data, path.slice(0, -1));
    const last = path.at(-1);
    if (!parent.has(last)) parent.set(last, [new Map()]);
    else if (Array.isArray(parent.get(last))) parent.get(last).push(new Map());
    else this.fail();
    this.expect(']]');
    return path;
  }

  nest(from, path, intoLists = true) {
    let level = from;
    for (const name of path) {
      if (!level.has(name)) level.set(name, new Map());
      level = level.get(name);
      if (intoLists && Array.isArray(level)) {
        if (!level.length) throw new Fault('IndexError');
        level = level.at(-1);
      }
      if (!isTable(level)) this.fail();
    }
    return level;
  }

  pair(header) {
    const [key, value] = this.keyAndValue();
    for (let length = 1; length < key.length; length++) {
      const path = [...header, ...key.slice(0, length)];
      if (this.flags.has(path, EXPLICIT)) this.fail();
      this.flags.pending.push([path, EXPLICIT]);
    }
    const parent = [...header, ...key.slice(0, -1)];
    if (this.flags.has(parent, FROZEN)) this.fail();
    const nest = this.nest(this.data, parent);
    if (nest.has(key.at(-1))) this.fail();
    if (isTable(value) || Array.isArray(value)) this.flags.set([...header, ...key], FROZEN, true);
    nest.set(key.at(-1), value);
  }

  keyAndValue() {
    const key = this.key();
    this.expect('=');
    this.space();
    return [key, this.value()];
  }

  key() {
    const key = [this.keyPart()];
    this.space();
    while (this.mark === '.') {
      this.at++;
      this.space();
      key.push(this.keyPart());
      this.space();
    }
    return key;
  }

  keyPart() {
    const [bare] = this.match(BARE);
    if (bare) return bare;
    if (this.mark === "'") return this.literal();
    if (this.mark === '"') return this.basic();
    return this.fail();
  }

  literal() {
    this.at++;
    const found = this.until("'", CONTROL, true);
    this.at++;
    return found;
  }

  basic() {
    this.at++;
    return this.untilQuote(false);
  }

  lines(literal) {
    this.at += 3;
    if (this.mark === '\n') this.at++;
    const end = literal ? "'" : '"';
    let found;
    if (literal) {
      found = this.until("'''", CONTROL_OF_LINES, true);
      this.at += 3;
    } else found = this.untilQuote(true);
    for (let more = 0; more < 2 && this.mark === end; more++, this.at++) found += end;
    return found;
  }

  untilQuote(ofLines) {
    const forbidden = ofLines ? CONTROL_OF_LINES : CONTROL;
    let found = '';
    for (;;) {
      const mark = this.mark;
      if (mark === undefined) this.fail();
      if (mark === '"' && (!ofLines || this.starts('"""'))) {
        this.at += ofLines ? 3 : 1;
        return found;
      }
      if (mark === '\\') found += this.escape(ofLines);
      else {
        if (forbidden.test(mark)) this.fail();
        found += mark;
        this.at++;
      }
    }
  }

  escape(ofLines) {
    const mark = this.text[this.at + 1] ?? '';
    this.at += 2;
    if (ofLines && mark !== '' && ' \t\n'.includes(mark)) {
      if (mark !== '\n') {
        this.space();
        if (this.mark === undefined) return '';
        this.expect('\n');
      }
      this.space(' \t\n');
      return '';
    }
    if (mark === 'u' || mark === 'U') return this.character(mark === 'u' ? 4 : 8);
    if (mark === '' || !Object.hasOwn(TOML_ESCAPES, mark)) this.fail();
    return TOML_ESCAPES[mark];
  }

  character(length) {
    const digits = this.text.slice(this.at, this.at + length);
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) this.fail();
    this.at += length;
    const code = parseInt(digits, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) this.fail();
    return String.fromCodePoint(code);
  }

  value() {
    if (this.mark === '"') return this.starts('"""') ? this.lines(false) : this.basic();
    if (this.mark === "'") return this.starts("'''") ? this.lines(true) : this.literal();
    if (this.starts('true')) return this.passed(4, true);
    if (this.starts('false')) return this.passed(5, false);
    if (this.mark === '[') return this.nested(() => this.list());
    if (this.mark === '{') return this.nested(() => this.inlineTable());
    const date = this.match(TOML_DATE);
    if (date) return this.date(date);
    const time = this.match(TOML_TIME);
    if (time) return new TomlDate(time[0]);
    const number = this.match(TOML_NUMBER);
    if (number) return this.number(number);
    if (this.starts('inf') || this.starts('nan')) return this.passed(3, this.starts('inf') ? Infinity : NaN);
    const sign = this.mark;
    if (/^[+-](inf|nan)/.test(this.text.slice(this.at, this.at + 4))) {
      return this.passed(4, this.text[this.at + 1] === 'n' ? NaN : sign === '-' ? -Infinity : Infinity);
    }
    return this.fail();
  }

  passed(length, value) {
    this.at += length;
    return value;
  }

  nested(read) {
    if (++this.depth > 300) throw new Fault('RecursionError');
    this.at++;
    const value = read();
    this.depth--;
    return value;
  }

  date(match) {
    const [year, month, day] = match.slice(1, 4).map(Number);
    const there = year > 0 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
    if (!there) this.fail();
    return new TomlDate(match[0]);
  }

  number([text, fraction]) {
    const plain = text.replaceAll('_', '');
    if (fraction) return Number(plain);
    if (plain.length > MOST_DIGITS && !/^0[xbo]/.test(plain)) this.fail();
    return plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain.replace(/^\+/, ''));
  }

  arraySpace() {
    for (let before = -1; before !== this.at; ) {
      before = this.at;
      this.space(' \t\n');
      this.comment();
    }
  }

  list() {
    const list = [];
    this.arraySpace();
    while (this.mark !== ']') {
      list.push(this.value());
      this.arraySpace();
      if (this.mark === ']') break;
      this.expect(',');
      this.arraySpace();
    }
    this.at++;
    return list;
  }

  inlineTable() {
    const table = new Map();
    const flags = new TomlFlags();
    this.space();
    if (this.mark === '}') return this.passed(1, table);
    for (;;) {
      const [key, value] = this.keyAndValue();
      if (flags.has(key, FROZEN)) this.fail();
      const nest = this.nest(table, key.slice(0, -1), false);
      if (nest.has(key.at(-1))) this.fail();
      nest.set(key.at(-1), value);
      this.space();
      if (this.mark === '}') return this.passed(1, table);
      this.expect(',');
      if (isTable(value) || Array.isArray(value)) flags.set(key, FROZEN, true);
      this.space();
    }
  }
}

function readToml(text) {
  if (typeof text !== 'string') throw new Fault('AttributeError', 'only a text can be TOML');
  return new TomlReader(text).whole();
}
