/**
 * Room outbound, sends. Remembers which source row represents a phone number, for millions of numbers: about 32 bytes each,
 * where a `Map` of texts takes some 200. Numbers and ids are kept as digits in typed arrays.
 */

/** Entries in one block of the dense arrays: small, so that growing never holds a second copy of everything. */
const BLOCK = 8192;
/** Tables the numbers are spread over; each grows by itself. */
const SHARDS = 64;
const FIRST_CAPACITY = 16;
/** Share of a table's places in use before it grows. */
const MAX_LOAD = 0.7;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const E164 = /^\+[1-9]\d{0,14}$/;

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

  /** Keeps the first id of a number. @returns the id that represents it: this one, or the one from before */
  addFirst(recipientNumber: string, sourceId: string): string {
    const digits = toDigits(recipientNumber);
    const known = digits === undefined ? this.otherNumbers.get(recipientNumber) : this.find(digits);
    if (known !== undefined) return known;
    if (digits === undefined) {
      this.otherNumbers.set(recipientNumber, sourceId);
      return sourceId;
    }
    const shard = this.shardOf(digits);
    if (shard.used + 1 > shard.places.length * MAX_LOAD) this.grow(shard);
    shard.places[this.findPlace(shard.places, digits)] = this.count + 1;
    shard.used += 1;
    this.append(digits, sourceId);
    return sourceId;
  }

  private find(digits: number): string | undefined {
    const { places } = this.shardOf(digits);
    const entry = (places[this.findPlace(places, digits)] ?? 0) - 1;
    return entry < 0 ? undefined : this.idAt(entry);
  }

  private append(digits: number, sourceId: string): void {
    const at = this.count % BLOCK;
    if (at === 0) {
      this.numbers.push(new Float64Array(BLOCK));
      this.ids.push(new Uint32Array(4 * BLOCK));
    }
    (this.numbers.at(-1) as Float64Array)[at] = digits;
    if (GUID.test(sourceId)) {
      const hex = sourceId.replaceAll('-', '');
      const words = this.ids.at(-1) as Uint32Array;
      for (let word = 0; word < 4; word += 1) {
        words[4 * at + word] = Number.parseInt(hex.slice(8 * word, 8 * word + 8), 16);
      }
    } else {
      this.otherIds.set(this.count, sourceId);
    }
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

  private shardOf(digits: number): Shard {
    return this.shards[hashOf(digits) % SHARDS] as Shard;
  }

  /** Where the number stands, or would stand. There is always a free place. */
  private findPlace(places: Uint32Array, digits: number): number {
    const mask = places.length - 1;
    let place = Math.floor(hashOf(digits) / SHARDS) & mask;
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
      if (entry !== 0) shard.places[this.findPlace(shard.places, this.numberAt(entry - 1))] = entry;
    }
  }
}

/** The digits of an E.164 number; `undefined` for any other text. */
const toDigits = (recipientNumber: string): number | undefined =>
  E164.test(recipientNumber) ? Number(recipientNumber.slice(1)) : undefined;

/** 32 bits that change with every digit: both halves of the number, multiplied and folded. */
function hashOf(digits: number): number {
  const low = digits >>> 0;
  const high = Math.floor(digits / 2 ** 32);
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
