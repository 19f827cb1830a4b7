// The entries that a beacon draws: each reader who knows root and beacon draws the same, and nobody chose them.

const DRAWING = utf8('safepassage/sample/1\n');

class Sample {
  constructor({ beacon, count, size, kinds }) {
    if (!stripped(beacon) || !(count >= 1)) throw new WrongUse('no-sample');
    this.said = sha256(strictUtf8(beacon));
    this.count = count;
    this.size = BigInt(size);
    this.kinds = kinds.length ? kinds : [''];
    this.root = '';
    this.among = 0n;
    this.first = [];
  }

  // Every checkpoint has been read by now, and no entry: the sample is drawn from a root that the log signed.
  // Who keeps the record could sign checkpoint after checkpoint until a draw suits it; whoever knows the witnesses draws from their word.
  begin(roots, drawable) {
    if (!this.size && drawable !== null) this.size = drawable;
    else if (!this.size) for (const one of roots.keys()) if (one > this.size) this.size = one;
    const there = roots.get(this.size) ?? new Set();
    if (!this.size || there.size !== 1) throw new WrongUse('no-sample-root', this.size);
    [this.root] = there;
  }

  // One entry passes.
  take(place, header, open) {
    if (place >= this.size || !this.kinds.some((kind) => header.kind.startsWith(kind))) return;
    this.among++;
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, place);
    this.first.push({ rank: hex(sha256(joined(DRAWING, unhex(this.root), this.said, bytes))), place, kind: header.kind, actor: header.actor, open });
    if (this.first.length > 2 * this.count + 64) this.cut();
  }

  cut() {
    this.first = this.first.sort((one, other) => (one.rank < other.rank ? -1 : 1)).slice(0, this.count);
  }

  // What was drawn, in the order of the record.
  drawn() {
    this.cut();
    const entries = this.first.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ place, kind, actor, open }) => ({ place, kind, actor, open }));
    return { size: this.size, root: this.root, among: this.among, entries };
  }
}
