// JSON, read as the Python program reads it: whole numbers of any size, the last of two fields with one name, halves of character
// pairs, NaN and Infinity; nothing that it would refuse. And the one form that a header is written in.

const DEEPEST = 950; // brackets within brackets
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const CONSTANTS = [['null', null], ['true', true], ['false', false], ['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity]];

class JsonReader {
  constructor(text, onlyWhole = false) {
    this.text = text;
    this.onlyWhole = onlyWhole;
    this.at = 0;
    this.depth = 0;
  }

  whole() {
    this.space();
    const value = this.value();
    this.space();
    if (this.at !== this.text.length) this.fail();
    return value;
  }

  fail() {
    throw new Fault('ValueError', 'this is no JSON');
  }

  space() {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at++;
    }
  }

  value() {
    const code = this.text.charCodeAt(this.at);
    if (code === 34) return this.string();
    if (code === 123) return this.nested(() => this.table());
    if (code === 91) return this.nested(() => this.list());
    return this.number();
  }

  nested(read) {
    if (++this.depth > DEEPEST) throw new Fault('RecursionError');
    this.at++;
    this.space();
    const value = read();
    this.depth--;
    return value;
  }

  table() {
    const table = new Map();
    if (this.taken('}')) return table;
    for (;;) {
      if (this.text[this.at] !== '"') this.fail();
      const name = this.string();
      this.space();
      if (!this.taken(':')) this.fail();
      this.space();
      table.set(name, this.value());
      this.space();
      if (this.taken('}')) return table;
      if (!this.taken(',')) this.fail();
      this.space();
    }
  }

  list() {
    const list = [];
    if (this.taken(']')) return list;
    for (;;) {
      list.push(this.value());
      this.space();
      if (this.taken(']')) return list;
      if (!this.taken(',')) this.fail();
      this.space();
    }
  }

  taken(mark) {
    if (this.text[this.at] !== mark) return false;
    this.at++;
    return true;
  }

  string() {
    const text = this.text;
    let from = ++this.at;
    let found = '';
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 34) {
        found += text.slice(from, this.at++);
        return found;
      }
      if (code === 92) {
        found += text.slice(from, this.at++) + this.escape();
        from = this.at;
      } else if (code >= 32) this.at++;
      else this.fail(); // a control character, or the end
    }
  }

  escape() {
    const mark = this.text[this.at++];
    if (mark === 'u') {
      const hex = this.text.slice(this.at, this.at + 4);
      if (!HEX4.test(hex)) this.fail();
      this.at += 4;
      return String.fromCharCode(parseInt(hex, 16));
    }
    if (mark === undefined || !Object.hasOwn(ESCAPES, mark)) this.fail();
    return ESCAPES[mark];
  }

  number() {
    NUMBER.lastIndex = this.at;
    const match = NUMBER.exec(this.text);
    if (!match) {
      for (const [name, value] of CONSTANTS) {
        if (this.text.startsWith(name, this.at) && !(this.onlyWhole && typeof value === 'number')) {
          this.at += name.length;
          return value;
        }
      }
      this.fail();
    }
    this.at = NUMBER.lastIndex;
    if (match[1] !== undefined || match[2] !== undefined) {
      if (this.onlyWhole) this.fail();
      return Number(match[0]);
    }
    if (match[0].length - match[0].startsWith('-') > MOST_DIGITS) this.fail();
    return BigInt(match[0]);
  }
}

function readJson(text, onlyWhole = false) {
  if (typeof text !== 'string') throw new Fault('TypeError', 'only a text can be JSON');
  return new JsonReader(text, onlyWhole).whole();
}

const MARKED = /["\\\u0000-\u001f]/g;
const WRITTEN = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
const oneText = (text) => `"${text.replace(MARKED, (mark) => WRITTEN[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;

// The one form of a header or of a body: they hold no numbers but whole ones.
function oneForm(value) {
  if (typeof value === 'string') return oneText(value);
  if (value === null || ['bigint', 'boolean'].includes(typeof value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(oneForm).join(',')}]`;
  const names = [...value.keys()].sort((one, other) => (textLess(one, other) ? -1 : textLess(other, one) ? 1 : 0));
  return `{${names.map((name) => `${oneText(name)}:${oneForm(value.get(name))}`).join(',')}}`;
}
