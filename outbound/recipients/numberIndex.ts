/**
 * Room outbound, recipients. Remembers which source row represents a phone number, for millions of numbers: about 32 bytes each,
 * where a `Map` of texts takes some 200. Numbers and ids are kept as digits in typed arrays.
 */

/** Entries in one block of the dense arrays: small, so that growing never holds a second copy of everything. */
const BLOCK = 8192;
/** Tables the numbers are spread over; each grows by itself. */
const SHARDS = 64;
const FIRST_CAPACITY = 16;
/** Share of a table's places in use before it grows. */
const MAX_LOAD = 0.7;

const PLUS = 0x2b;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_A = 0x61;
const LETTER_F = 0x66;
const MAX_E164_DIGITS = 15;
const GUID_LENGTH = 36;

interface Shard {
  /** Place of an entry plus one; 0 is free. */
  places: Uint32Array;
  used: number;
}

/** Phone numbers in E.164 with the `sourceId` of the row that represents each. */
export class NumberIndex {
  private readonly shards: Shard[] = Array.from({ length: SHARDS }, () => ({
    places: new Uint32Array(FIRST_CAPACITY),
    used: 0,
  }));
  private readonly numbers: Float64Array[] = [];
  private readonly ids: Uint32Array[] = [];
  /** Ids that are no lower-case GUIDs, by entry. */
  private readonly otherIds = new Map<number, string>();
  /** Numbers that are not E.164 (15 digits are exact in a double; more are not). */
  private readonly otherNumbers = new Map<string, string>();
  private count = 0;

  /** How many numbers are in it. */
  get size(): number {
    return this.count + this.otherNumbers.size;
  }

  /** The `sourceId` that represents the number; `undefined` when nobody does yet. */
  get(recipientNumber: string): string | undefined {
    if (this.size === 0) return undefined;
    const digits = toDigits(recipientNumber);
    return digits === undefined ? this.otherNumbers.get(recipientNumber) : this.find(digits);
  }

  /** Keeps the first id of a number. @returns the id kept before this one; `undefined` when this is the first */
  addFirst(recipientNumber: string, sourceId: string): string | undefined {
    const digits = toDigits(recipientNumber);
    if (digits === undefined) {
      const known = this.otherNumbers.get(recipientNumber);
      if (known === undefined) this.otherNumbers.set(recipientNumber, sourceId);
      return known;
    }
    const hash = hashOf(digits);
    const shard = this.shardOf(hash);
    if (shard.used + 1 > shard.places.length * MAX_LOAD) this.grow(shard);
    const place = this.findPlace(shard.places, digits, hash);
    const entry = (shard.places[place] ?? 0) - 1;
    if (entry >= 0) return this.idAt(entry);
    shard.places[place] = this.count + 1;
    shard.used += 1;
    this.append(digits, sourceId);
    return undefined;
  }

  private find(digits: number): string | undefined {
    const hash = hashOf(digits);
    const { places } = this.shardOf(hash);
    const entry = (places[this.findPlace(places, digits, hash)] ?? 0) - 1;
    return entry < 0 ? undefined : this.idAt(entry);
  }

  private append(digits: number, sourceId: string): void {
    const at = this.count % BLOCK;
    if (at === 0) {
      this.numbers.push(new Float64Array(BLOCK));
      this.ids.push(new Uint32Array(4 * BLOCK));
    }
    (this.numbers.at(-1) as Float64Array)[at] = digits;
    if (!writeGuid(sourceId, this.ids.at(-1) as Uint32Array, 4 * at)) this.otherIds.set(this.count, sourceId);
    this.count += 1;
  }

  private idAt(entry: number): string {
    const other = this.otherIds.get(entry);
    if (other !== undefined) return other;
    const words = this.ids[Math.floor(entry / BLOCK)] as Uint32Array;
    const first = 4 * (entry % BLOCK);
    const hex = [0, 1, 2, 3].map((word) => (words[first + word] ?? 0).toString(16).padStart(8, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  private numberAt(entry: number): number {
    return (this.numbers[Math.floor(entry / BLOCK)] as Float64Array)[entry % BLOCK] as number;
  }

  private shardOf(hash: number): Shard {
    return this.shards[hash % SHARDS] as Shard;
  }

  /** Where the number stands, or would stand. There is always a free place. */
  private findPlace(places: Uint32Array, digits: number, hash: number): number {
    const mask = places.length - 1;
    let place = Math.floor(hash / SHARDS) & mask;
    for (let entry = places[place] ?? 0; entry !== 0; entry = places[place] ?? 0) {
      if (this.numberAt(entry - 1) === digits) return place;
      place = (place + 1) & mask;
    }
    return place;
  }

  private grow(shard: Shard): void {
    const before = shard.places;
    shard.places = new Uint32Array(2 * before.length);
    for (const entry of before) {
      if (entry === 0) continue;
      const digits = this.numberAt(entry - 1);
      shard.places[this.findPlace(shard.places, digits, hashOf(digits))] = entry;
    }
  }
}

/** The digits of an E.164 number; `undefined` for any other text. By hand: a pattern and a conversion take thrice the time. */
function toDigits(recipientNumber: string): number | undefined {
  const { length } = recipientNumber;
  if (length < 2 || length > MAX_E164_DIGITS + 1 || recipientNumber.charCodeAt(0) !== PLUS) return undefined;
  if (recipientNumber.charCodeAt(1) === ZERO) return undefined;
  let digits = 0;
  for (let at = 1; at < length; at += 1) {
    const unit = recipientNumber.charCodeAt(at);
    if (unit < ZERO || unit > NINE) return undefined;
    digits = 10 * digits + unit - ZERO;
  }
  return digits;
}

/** Writes a lower-case GUID as four numbers. @returns whether the text is one; if not, what is written means nothing */
function writeGuid(text: string, words: Uint32Array, first: number): boolean {
  if (text.length !== GUID_LENGTH) return false;
  let word = 0;
  let read = 0;
  for (let at = 0; at < GUID_LENGTH; at += 1) {
    const unit = text.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (unit !== HYPHEN) return false;
      continue;
    }
    if (unit >= ZERO && unit <= NINE) word = (word << 4) | (unit - ZERO);
    else if (unit >= LETTER_A && unit <= LETTER_F) word = (word << 4) | (unit - LETTER_A + 10);
    else return false;
    read += 1;
    if (read % 8 === 0) words[first + read / 8 - 1] = word;
  }
  return true;
}

/** 32 bits that change with every digit: both halves of the number, multiplied and folded. */
function hashOf(digits: number): number {
  const low = digits >>> 0;
  const high = Math.floor(digits / 2 ** 32);
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
