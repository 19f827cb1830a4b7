// Bytes: SHA-256 and HMAC (FIPS 180-4, RFC 2104), base64 and hexadecimal in their one form, UTF-8.

const ENCODER = new TextEncoder();
const ALONE = /[\ud800-\udfff]/u; // half of a character pair: it has no bytes
const wellFormed = (text) => (text.isWellFormed ? text.isWellFormed() : !ALONE.test(text));
const utf8 = (text) => ENCODER.encode(text);

function strictUtf8(text) {
  if (!wellFormed(text)) throw new Fault('ValueError', 'half of a character pair has no bytes');
  return utf8(text);
}

// As the leaf of a header that is none is hashed: a half of a character pair counts as a question mark.
const looseUtf8 = (text) => utf8(wellFormed(text) ? text : text.replace(/[\ud800-\udfff]/gu, '?'));

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(bytes) {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

function unhex(text) {
  const bytes = [];
  for (let at = 0; at < text.length; ) {
    if (/[ \t-\r]/.test(text[at])) {
      at++;
      continue;
    }
    const pair = text.slice(at, at + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) throw new Fault('ValueError', 'this is not hexadecimal');
    bytes.push(parseInt(pair, 16));
    at += 2;
  }
  return Uint8Array.from(bytes);
}

const NO_BASE64 = /[^A-Za-z0-9+/]/; // by character: a pattern of groups of four runs out of stack on a long text

function unbase64(text) {
  let length = text.length;
  while (length && text[length - 1] === '=') length--;
  const [over, marks] = [length % 4, text.length - length];
  if (NO_BASE64.test(text.slice(0, length))) throw new NoteFault('not-base64');
  if (length && !over && marks) throw new NoteFault('base64-form');
  if (over ? over + marks !== 4 || over === 1 : marks) throw new NoteFault('not-base64');
  // What the last character holds beyond the last byte must be nothing: else another text would mean the same bytes.
  if (/[^AQgw]==$|[^AEIMQUYcgkosw048=]=$/.test(text)) throw new NoteFault('base64-form');
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

function number64(bytes) {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

const ROUNDS = new Uint32Array(64);
const START = new Uint32Array(8);
const schedule = new Uint32Array(64);

// The constants are fractions of the roots of the first primes; computed, so that nobody need compare a table.
(function constants() {
  const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) >>> 0;
  let found = 0;
  for (let candidate = 2; found < 64; candidate++) {
    let prime = true;
    for (let by = 2; by * by <= candidate; by++) if (candidate % by === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    ROUNDS[found++] = fraction(Math.cbrt(candidate));
  }
})();

function compress(state, block, from) {
  const w = schedule;
  for (let at = 0; at < 16; at++, from += 4) {
    w[at] = (block[from] << 24) | (block[from + 1] << 16) | (block[from + 2] << 8) | block[from + 3];
  }
  for (let at = 16; at < 64; at++) {
    const x = w[at - 15];
    const y = w[at - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[at] = (w[at - 16] + s0 + w[at - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let at = 0; at < 64; at++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[at] + w[at]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function sha256(bytes) {
  const state = new Uint32Array(START);
  const full = bytes.length - (bytes.length % 64);
  for (let at = 0; at < full; at += 64) compress(state, bytes, at);
  const rest = bytes.length - full;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(full));
  tail[rest] = 0x80;
  putWord(tail, tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  putWord(tail, tail.length - 4, bytes.length * 8);
  for (let at = 0; at < tail.length; at += 64) compress(state, tail, at);
  const digest = new Uint8Array(32);
  for (let at = 0; at < 8; at++) putWord(digest, 4 * at, state[at]);
  return digest;
}

function putWord(bytes, at, word) {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

function hmac(key, message) {
  const padded = new Uint8Array(64);
  padded.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256(joined(padded.map((byte) => byte ^ 0x36), message));
  return sha256(joined(padded.map((byte) => byte ^ 0x5c), inner));
}

// The tree of RFC 9162, as the roots of its perfect subtrees.

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const leafOf = (...parts) => sha256(joined(LEAF, ...parts));
const nodeOf = (left, right) => sha256(joined(NODE, left, right));

class Tree {
  constructor() {
    this.size = 0;
    this.frontier = [];
  }

  append(leaf) {
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) leaf = nodeOf(this.frontier.pop(), leaf);
    this.frontier.push(leaf);
    this.size++;
  }

  root() {
    if (!this.frontier.length) return sha256(new Uint8Array(0));
    return this.frontier.reduceRight((total, left) => nodeOf(left, total));
  }
}
