// Checkpoints: C2SP signed-note, tlog-checkpoint, tlog-cosignature. The quorum: C2SP tlog-policy.

const LOG = 0x01;
const WITNESS = 0x04;
const LATTICE_WITNESS = 0x06;

// A text that is no checkpoint, key or policy, or one that must not be believed.
class NoteFault extends Fault {
  constructor(id, ...given) {
    super('NoteError', id);
    this.id = id;
    this.given = given;
  }
}

const keyId = (key) => hex(sha256(joined(strictUtf8(key.name), Uint8Array.of(10, key.kind), key.public)).subarray(0, 4));

// The key of a line NAME+ID+BASE64.
function readKey(line, kinds) {
  const [name, , rest] = partition(stripped(line), '+');
  const [id, , body] = partition(rest, '+');
  const raw = unbase64(body);
  if (ALONE.test(name)) throw new NoteFault('key-name');
  const key = { name, kind: raw.length ? raw[0] : -1, public: raw.subarray(1) };
  if (!name || !kinds.includes(key.kind) || keyId(key) !== id) throw new NoteFault('key-form');
  return { ...key, id };
}

// The checkpoint of a signed note, its signatures not yet checked.
function readCheckpoint(note) {
  const cut = note.lastIndexOf('\n\n');
  const [text, under] = cut < 0 ? ['', note] : [note.slice(0, cut), note.slice(cut + 2)];
  const lines = text.split('\n');
  if (cut < 0 || !under.endsWith('\n') || lines.length !== 3 || /[\x00-\x09\x0b-\x1f]/.test(note)) throw new NoteFault('note-form');
  const [origin, size, root] = lines;
  if (!origin || !/^(0|[1-9][0-9]{0,15})$/.test(size) || unbase64(root).length !== 32) throw new NoteFault('note-lines');
  const signatures = under.slice(0, -1).split('\n').map(signatureLine);
  return { origin, size: BigInt(size), root: unbase64(root), text: `${text}\n`, signatures };
}

function signatureLine(line) {
  const [mark, , rest] = partition(line, ' ');
  const [name, , body] = partition(rest, ' ');
  const raw = unbase64(body);
  if (mark !== '\u2014' || !name || raw.length < 5) throw new NoteFault('note-signature');
  return { name, id: hex(raw.subarray(0, 4)), signature: raw.subarray(4) };
}

// The signatures that claim to be this key's, each once however often it stands there.
function signaturesBy(point, key) {
  const own = point.signatures.filter((one) => one.name === key.name && one.id === key.id);
  return [...new Map(own.map((one) => [hex(one.signature), one.signature])).values()];
}

// Whether the log signed it, and every signature in the log's name holds.
async function logSigned(point, log) {
  const signatures = signaturesBy(point, log);
  if (point.origin !== log.name || !signatures.length) return false;
  for (const one of signatures) if (!(await signed(log.public, strictUtf8(point.text), one))) return false;
  return true;
}

// When the witness cosigned it, in seconds since 1970; null where it did not, or its signature does not hold.
async function cosigned(point, key) {
  let latest = null;
  for (const line of signaturesBy(point, key)) {
    const seconds = number64(line.subarray(0, 8));
    const signature = line.subarray(8);
    if (!(await cosignatureHolds(point, key, seconds, signature, line.subarray(0, 8)))) return null;
    if (latest === null || seconds > latest) latest = seconds;
  }
  return latest;
}

async function cosignatureHolds(point, key, seconds, signature, moment) {
  if (key.kind !== LATTICE_WITNESS) {
    return signed(key.public, strictUtf8(`cosignature/v1\ntime ${seconds}\n${point.text}`), signature);
  }
  const [name, origin] = [strictUtf8(key.name), strictUtf8(point.origin)];
  if (Math.max(name.length, origin.length) > 255) return false;
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, point.size);
  const message = joined(
    utf8('subtree/v1\n\0'), Uint8Array.of(name.length), name, moment, Uint8Array.of(origin.length), origin, new Uint8Array(8), size, point.root,
  );
  return latticeSigned(key.public, message, signature);
}

// Who must have cosigned a checkpoint before it counts as witnessed.
class Policy {
  constructor() {
    this.witnesses = new Map();
    this.groups = new Map();
    this.quorum = '';
    this.logs = [];
  }

  isFree(name) {
    return name !== 'none' && !this.witnesses.has(name) && !this.groups.has(name);
  }

  // Whether these witnesses are a quorum. A group stands below its members in the file, so one passage through it decides.
  holds(cosigners) {
    const there = new Set(['none', ...cosigners]);
    for (const [name, { least, members }] of this.groups) {
      if (members.filter((member) => there.has(member)).length >= least) there.add(name);
    }
    return there.has(this.quorum);
  }
}

// The policy of a quorum file; its first fault ends the reading.
function readPolicy(text) {
  const policy = new Policy();
  const used = new Set();
  text.split('\n').forEach((line, at) => {
    const given = words(line.replaceAll('\t', ' '));
    if (given.length && !given[0].startsWith('#') && !policyLine(policy, used, given)) throw new NoteFault('policy-line', BigInt(at + 1));
  });
  if (!policy.quorum) throw new NoteFault('policy-quorum');
  return policy;
}

function policyLine(policy, used, [kind, name, ...rest]) {
  if (kind === 'log' && name !== undefined && rest.length <= 1) {
    policy.logs.push(readKey(name, [LOG]));
    return true;
  }
  if (kind === 'witness' && (rest.length === 1 || rest.length === 2) && policy.isFree(name)) {
    policy.witnesses.set(name, readKey(rest[0], [WITNESS, LATTICE_WITNESS]));
    const publics = [...policy.witnesses.values()].map((one) => hex(one.public));
    return new Set(publics).size === publics.length;
  }
  if (kind === 'group' && rest.length >= 1) return policyGroup(policy, used, name, rest[0], rest.slice(1));
  if (kind === 'quorum' && name !== undefined && !rest.length && !policy.quorum && (name === 'none' || !policy.isFree(name))) {
    policy.quorum = name;
    return true;
  }
  return false;
}

function policyGroup(policy, used, name, number, members) {
  if (!policy.isFree(name) || members.some((member) => used.has(member))) return false;
  members.forEach((member) => used.add(member));
  const named = new Map([['any', 1], ['all', members.length]]);
  const least = named.get(number) ?? (/^[1-9][0-9]{0,3}$/.test(number) ? Number(number) : 0);
  policy.groups.set(name, { least, members });
  const known = members.every((member) => !policy.isFree(member) && member !== 'none' && member !== name);
  return known && new Set(members).size === members.length && least >= 1 && least <= members.length;
}
