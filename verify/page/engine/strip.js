// The record as a strip of at most so many columns, however long it grows: how many entries of whom stand where, and where something
// is wrong. Where the strip is full, two columns become one.

const COLUMNS = 256;
const MOST_ACTORS = 48;

class Strip {
  constructor() {
    this.width = 1; // entries in a column
    this.size = 0;
    this.marks = new Uint32Array(COLUMNS);
    this.rows = new Map();
  }

  entry(actor) {
    if (this.size >= COLUMNS * this.width) this.narrow();
    if (actor !== null) {
      if (!this.rows.has(actor) && this.rows.size < MOST_ACTORS) this.rows.set(actor, { total: 0, columns: new Uint32Array(COLUMNS) });
      const row = this.rows.get(actor);
      if (row) {
        row.total++;
        row.columns[Math.floor(this.size / this.width)]++;
      }
    }
    this.size++;
  }

  wrong(place) {
    this.marks[Math.min(Math.floor(place / this.width), COLUMNS - 1)]++;
  }

  narrow() {
    this.width *= 2;
    for (const columns of [this.marks, ...[...this.rows.values()].map((row) => row.columns)]) {
      for (let at = 0; at < COLUMNS; at++) columns[at] = at < COLUMNS / 2 ? columns[2 * at] + columns[2 * at + 1] : 0;
    }
  }
}
