// Values as the Python program has them, so that both programs read the same thing in the same bytes.
//
// A whole number is a BigInt, another number is a Number, a table is a Map, nothing is null. What would be an error in the Python
// program is a `Fault` with the same name; any other error is a fault of this program and ends the reading without a verdict.

class Fault extends Error {
  constructor(kind, says = '') {
    super(says || kind);
    this.kind = kind;
  }
}

// A whole file that cannot be read, or files that do not go together: there is no verdict.
class WrongUse extends Error {
  constructor(id, ...given) {
    super(id);
    this.id = id;
    this.given = given;
  }
}

// What a date of a TOML text is to the checks: a value of its own kind, equal to its like only.
class TomlDate {
  constructor(text) {
    this.text = text;
  }
}

const MOST_DIGITS = 4300; // as many digits of a whole number are read or written at most

const isTable = (value) => value instanceof Map;
const isWhole = (value) => typeof value === 'bigint' || typeof value === 'boolean';
const isNumber = (value) => isWhole(value) || typeof value === 'number';
const asWhole = (value) => (typeof value === 'boolean' ? BigInt(value) : value);

function same(one, other) {
  if (isNumber(one) && isNumber(other)) return asWhole(one) == asWhole(other); // eslint-disable-line eqeqeq -- 1 and 1.0 are the same
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => identical(item, other[at]));
  }
  if (isTable(one) && isTable(other)) {
    if (one.size !== other.size) return false;
    for (const [name, item] of one) if (!other.has(name) || !identical(item, other.get(name))) return false;
    return true;
  }
  if (one instanceof TomlDate && other instanceof TomlDate) return one.text === other.text;
  return one === other;
}

// Inside a list what is no number is the same as itself.
const identical = (one, other) => same(one, other) || (Number.isNaN(one) && Number.isNaN(other));

function textLess(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (a !== b) {
      const [highA, highB] = [a >= 0xd800 && a <= 0xdfff && isPaired(one, at), b >= 0xd800 && b <= 0xdfff && isPaired(other, at)];
      return highA === highB ? a < b : highB; // what needs a pair is beyond every single character
    }
  }
  return one.length < other.length;
}

function isPaired(text, at) {
  const low = (code) => code >= 0xdc00 && code <= 0xdfff;
  const high = (code) => code >= 0xd800 && code <= 0xdbff;
  const code = text.charCodeAt(at);
  return high(code) ? low(text.charCodeAt(at + 1)) : at > 0 && high(text.charCodeAt(at - 1));
}

function less(one, other) {
  if (isNumber(one) && isNumber(other)) return asWhole(one) < asWhole(other);
  if (typeof one === 'string' && typeof other === 'string') return textLess(one, other);
  if (Array.isArray(one) && Array.isArray(other)) {
    for (let at = 0; at < Math.min(one.length, other.length); at++) {
      if (!identical(one[at], other[at])) return less(one[at], other[at]);
    }
    return one.length < other.length;
  }
  throw new Fault('TypeError', 'these have no order');
}

const sorted = (items, key = (item) => item) =>
  items
    .map((item) => [key(item), item])
    .sort(([one], [other]) => (less(one, other) ? -1 : less(other, one) ? 1 : 0))
    .map(([, item]) => item);

function truth(value) {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  return isTable(value) ? value.size > 0 : true;
}

// A text that is the same for keys that are the same: 1, 1.0 and true are one key.
function keyOf(value) {
  if (typeof value === 'string') return `s${value}`;
  if (value === null || value === undefined) return 'z';
  if (isWhole(value)) return `n${asWhole(value)}`;
  if (Number.isNaN(value)) return `f${Math.random()}`; // it is no key that was there before, not even its own
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `f${value}`;
  if (value instanceof TomlDate) return `d${value.text}`;
  throw new Fault('TypeError', 'this cannot be a key');
}

// A table with any keys, in the order in which they came.
class Keyed {
  constructor(pairs = []) {
    this.map = new Map();
    for (const [key, value] of pairs) this.set(key, value);
  }

  set(key, value) {
    const own = keyOf(key);
    const held = this.map.get(own);
    if (held) held[1] = value;
    else this.map.set(own, [key, value]);
  }

  has(key) {
    return this.map.has(keyOf(key));
  }

  get(key, otherwise = null) {
    const held = this.map.get(keyOf(key));
    return held ? held[1] : otherwise;
  }

  at(key) {
    const held = this.map.get(keyOf(key));
    if (!held) throw new Fault('KeyError');
    return held[1];
  }

  take(key, otherwise) {
    const value = this.get(key, otherwise);
    this.map.delete(keyOf(key));
    return value;
  }

  // The list under the key, an empty one where there is none yet.
  listed(key) {
    if (!this.has(key)) this.set(key, []);
    return this.at(key);
  }

  add(key, number) {
    this.set(key, plus(this.get(key, 0n), number));
  }

  entries() {
    return [...this.map.values()];
  }

  values() {
    return this.entries().map(([, value]) => value);
  }
}

function item(value, name) {
  if (!isTable(value)) throw new Fault('TypeError', 'this has no names');
  if (!value.has(name)) throw new Fault('KeyError');
  return value.get(name);
}

function valueOf(value, name, otherwise = null) {
  if (!isTable(value)) throw new Fault('AttributeError', 'this is no table');
  if (typeof name !== 'string') {
    keyOf(name);
    return otherwise;
  }
  return value.has(name) ? value.get(name) : otherwise;
}

function each(value) {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isTable(value)) return [...value.keys()];
  throw new Fault('TypeError', 'this is no list');
}

const count = (value) => each(value).length;

function real(value) {
  if (typeof value === 'number') return value;
  const number = Number(asWhole(value));
  if (!Number.isFinite(number)) throw new Fault('OverflowError');
  return number;
}

function plus(one, other) {
  if (isWhole(one) && isWhole(other)) return asWhole(one) + asWhole(other);
  if (isNumber(one) && isNumber(other)) return real(one) + real(other);
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  throw new Fault('TypeError', 'these cannot be added');
}

function minus(one, other) {
  if (isWhole(one) && isWhole(other)) return asWhole(one) - asWhole(other);
  if (isNumber(one) && isNumber(other)) return real(one) - real(other);
  throw new Fault('TypeError', 'these cannot be subtracted');
}

// Numbers only: a text or a list that is multiplied fills the memory.
function times(one, other) {
  if (isWhole(one) && isWhole(other)) return asWhole(one) * asWhole(other);
  if (isNumber(one) && isNumber(other)) return real(one) * real(other);
  throw new Fault('TypeError', 'these cannot be multiplied');
}

// To the nearest whole number, a half to the even one.
function rounded(value) {
  if (isWhole(value)) return asWhole(value);
  if (typeof value !== 'number') throw new Fault('TypeError', 'this is no number');
  if (Number.isNaN(value)) throw new Fault('ValueError');
  if (!Number.isFinite(value)) throw new Fault('OverflowError');
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return BigInt(rest < 0.5 ? low : low + 1);
  return BigInt(low % 2 === 0 ? low : low + 1);
}

// The whole number that `int` makes of a value.
function toWhole(value) {
  if (isWhole(value)) return asWhole(value);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) throw new Fault('ValueError');
    if (!Number.isFinite(value)) throw new Fault('OverflowError');
    return BigInt(Math.trunc(value));
  }
  if (typeof value === 'string') {
    const text = stripped(value);
    if (/^[+-]?[0-9]+(_[0-9]+)*$/.test(text) && text.length <= MOST_DIGITS) return BigInt(text.replace(/_/g, '').replace(/^\+/, ''));
    throw new Fault('ValueError');
  }
  throw new Fault('TypeError', 'this is no number');
}

const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACE = new RegExp(`[${SPACES}]`);
const BETWEEN = new RegExp(`[${SPACES}]+`);

// Character by character from both ends: a pattern would look for the end from each space in the middle again.
function stripped(text) {
  let [from, to] = [0, text.length];
  while (from < to && SPACE.test(text[from])) from++;
  while (from < to && SPACE.test(text[to - 1])) to--;
  return text.slice(from, to);
}

const words = (text) => stripped(text).split(BETWEEN).filter((word) => word !== '');

// At most how often `sep` stands in it: what is before, the separator, what is after.
function partition(text, sep) {
  const at = text.indexOf(sep);
  return at < 0 ? [text, '', ''] : [text.slice(0, at), sep, text.slice(at + sep.length)];
}

// A text of at most so many characters, and a mark where it was cut: no export shall fill memory with what is said of it.
const MOST_SAID = 1000;

function clipped(text, most = MOST_SAID) {
  if (text.length <= most) return text;
  const first = [...text.slice(0, 2 * most)];
  return text.length > 2 * most || first.length > most ? `${first.slice(0, most).join('')}…` : text;
}

// Values as text, as the sentences of the Python program show them.

function told(value) {
  return typeof value === 'string' ? value : shown(value);
}

function shown(value) {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return wholeText(value);
  if (typeof value === 'number') return realText(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (isTable(value)) return `{${[...value].map(([name, one]) => `${shown(name)}: ${shown(one)}`).join(', ')}}`;
  return String(value.text);
}

function wholeText(value) {
  const text = value.toString();
  if (text.length - (value < 0n) > MOST_DIGITS) throw new Fault('ValueError');
  return text;
}

function realText(value) {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa, power] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '');
  if (exponent < -4 || exponent >= 16) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${rest}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const filled = digits.padEnd(exponent + 1, '0');
  return `${sign}${filled.slice(0, exponent + 1)}.${filled.slice(exponent + 1) || '0'}`;
}

const UNSEEN = /^[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]$/u;
const SHORT = new Map([['\\', '\\\\'], ['\t', '\\t'], ['\n', '\\n'], ['\r', '\\r']]);

function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let found = '';
  for (const one of text) {
    const code = one.codePointAt(0);
    if (one === quote) found += `\\${one}`;
    else if (SHORT.has(one)) found += SHORT.get(one);
    else if (one === ' ' || !UNSEEN.test(one)) found += one;
    else if (code < 0x100) found += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) found += `\\u${code.toString(16).padStart(4, '0')}`;
    else found += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return quote + found + quote;
}
