const FNV_PRIME = 0x01000193;
const SECOND_PRIME = 0x5bd1e995;

/**
 * Integers that grow, without an object for each. Positions never set read as `blank`, 0 or -1. Stored as their
 * difference to it, so that fresh memory, which is zero, needs no filling: capacity that is not used costs nothing.
 */
export class IntList {
  length = 0;
  private values: Int32Array;
  private readonly blank: 0 | -1;

  constructor(blank: 0 | -1 = 0, capacity = 1024) {
    this.blank = blank;
    this.values = new Int32Array(capacity);
  }

  get(index: number): number {
    return index < this.length ? this.values[index] ^ this.blank : this.blank;
  }

  set(index: number, value: number): void {
    if (index >= this.values.length) this.values = enlarged(this.values, index + 1);
    if (index >= this.length) this.length = index + 1;
    this.values[index] = value ^ this.blank;
  }

  push(value: number): void {
    this.set(this.length, value);
  }
}

const enlarged = (values: Int32Array, needed: number): Int32Array => {
  const larger = new Int32Array(Math.max(needed, values.length * 2));
  larger.set(values);
  return larger;
};

/** Texts laid end to end in one buffer: no string exists until it is asked for. */
export class TextStore {
  length = 0;
  private bytes: Buffer;
  private ends: Uint32Array;

  constructor(capacity = 1024, bytesEach = 40) {
    this.bytes = Buffer.allocUnsafe(capacity * bytesEach);
    this.ends = new Uint32Array(capacity + 1);
  }

  push(from: Uint8Array, start: number, end: number): number {
    const index = this.length;
    if (index + 2 > this.ends.length) {
      const ends = new Uint32Array(this.ends.length * 2);
      ends.set(this.ends);
      this.ends = ends;
    }
    let at = this.ends[index];
    if (at + end - start > this.bytes.length) this.growBytes(at + end - start);
    const bytes = this.bytes;
    for (let i = start; i < end; i += 1) bytes[at++] = from[i];
    this.ends[index + 1] = at;
    this.length = index + 1;
    return index;
  }

  pushText(text: string): number {
    const bytes = Buffer.from(text);
    return this.push(bytes, 0, bytes.length);
  }

  text(index: number): string {
    return this.bytes.toString('utf8', this.ends[index], this.ends[index + 1]);
  }

  equals(index: number, from: Uint8Array, start: number, end: number): boolean {
    let at = this.ends[index];
    if (this.ends[index + 1] - at !== end - start) return false;
    const bytes = this.bytes;
    for (let i = start; i < end; i += 1) if (from[i] !== bytes[at++]) return false;
    return true;
  }

  private growBytes(needed: number): void {
    const bytes = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(bytes, 0, 0, this.ends[this.length]);
    this.bytes = bytes;
  }
}

/**
 * Numbers texts in order of arrival (0, 1, 2, ...) and finds them again, straight from the bytes of a file. Compared
 * byte by byte, so two texts never share a number. A million ids of 36 characters take about 60 MB and no object.
 */
export class ByteIndex {
  private readonly texts: TextStore;
  /** Hash slots: the number of a text plus one, 0 where free. */
  private slots: Int32Array;
  private low: Int32Array;
  private high: Int32Array;
  private hashLow = 0;
  private hashHigh = 0;
  private free = 0;

  /** `expected` avoids growing while reading; more may be added. */
  constructor(expected = 1024) {
    let size = 1024;
    while (size < expected * 2) size *= 2;
    this.slots = new Int32Array(size);
    this.low = new Int32Array(size / 2);
    this.high = new Int32Array(size / 2);
    this.texts = new TextStore(size / 2);
  }

  get size(): number {
    return this.texts.length;
  }

  /** The number of a new text, or the complement (`~number`, below 0) of one that is already there. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const found = this.find(bytes, start, end);
    if (found >= 0) return ~found;
    if ((this.size + 1) * 2 > this.slots.length) {
      this.grow();
      this.find(bytes, start, end);
    }
    const index = this.texts.push(bytes, start, end);
    this.slots[this.free] = index + 1;
    this.low[index] = this.hashLow;
    this.high[index] = this.hashHigh;
    return index;
  }

  addText(text: string): number {
    const bytes = Buffer.from(text);
    return this.add(bytes, 0, bytes.length);
  }

  /** The number of a text, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    let low = end - start;
    let high = 0x41c6ce57;
    for (let i = start; i < end; i += 1) {
      low = Math.imul(low ^ bytes[i], FNV_PRIME);
      high = Math.imul(high ^ bytes[i], SECOND_PRIME);
    }
    this.hashLow = low;
    this.hashHigh = high;
    const { slots, low: lows, high: highs } = this;
    const mask = slots.length - 1;
    let slot = (low ^ (low >>> 15)) & mask;
    for (let index = slots[slot] - 1; index >= 0; index = slots[slot] - 1) {
      if (lows[index] === low && highs[index] === high && this.texts.equals(index, bytes, start, end)) return index;
      slot = (slot + 1) & mask;
    }
    this.free = slot;
    return -1;
  }

  findText(text: string): number {
    const bytes = Buffer.from(text);
    return this.find(bytes, 0, bytes.length);
  }

  text(index: number): string {
    return this.texts.text(index);
  }

  /** Two independent 32-bit hashes of a text, the same in every run. */
  lanes(index: number): readonly [number, number] {
    return [this.low[index], this.high[index]];
  }

  private grow(): void {
    const size = this.slots.length * 2;
    const low = enlarged(this.low, size / 2);
    const high = enlarged(this.high, size / 2);
    const slots = new Int32Array(size);
    for (let index = 0; index < this.size; index += 1) {
      let slot = (low[index] ^ (low[index] >>> 15)) & (size - 1);
      while (slots[slot] > 0) slot = (slot + 1) & (size - 1);
      slots[slot] = index + 1;
    }
    this.slots = slots;
    this.low = low;
    this.high = high;
  }
}

/**
 * A 53-bit hash of a text, as an integer that JSON keeps exactly (cyrb53, public domain, by bryc). Not for secrets: it
 * tells whether a record changed since its last import, a miss having odds of 1 in 9e15.
 */
export const hash53 = (text: string): number => {
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 2654435761);
    second = Math.imul(second ^ unit, 1597334677);
  }
  return join53(first, second);
};

/** Mixes two 32-bit lanes and joins them to one integer of 53 bits. */
export const join53 = (low: number, high: number): number => {
  const first = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  const second = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  return 4294967296 * (2097151 & second) + (first >>> 0);
};
