/**
 * Room solution. Writes zips whose bytes depend on their contents alone: sorted names, one fixed time, one fixed level. Node
 * compresses, four times as fast as a library in JavaScript would; another version of Node may give other bytes for the same
 * content. The container is written here, so that what two zips share is compressed once.
 *
 * Source of the container's layout: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", sections 4.3.7, 4.3.12 and 4.3.16.
 */
import { deflateRawSync } from 'node:zlib';
import { byName } from './readSource';

const LEVEL = 9;
/** Version 2.0: folders and deflate. */
const VERSION = 20;
const DEFLATED = 8;
/** Names in UTF-8. */
const UTF8_NAMES = 0x0800;
/** Midday of the first of January 2020 in the zip's own form of a local time: nothing of the machine gets in. */
const DATE = ((2020 - 1980) << 9) | (1 << 5) | 1;
const TIME = 12 << 11;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

interface Compressed {
  readonly data: Uint8Array;
  readonly crc: number;
}

const compressed = new WeakMap<Uint8Array, Compressed>();

function compress(bytes: Uint8Array): Compressed {
  const known = compressed.get(bytes) ?? { data: deflateRawSync(bytes, { level: LEVEL }), crc: crc32(bytes) };
  compressed.set(bytes, known);
  return known;
}

/** Little-endian numbers, each with its size in bytes. */
function record(...fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** What the local header and the central directory both say of an entry. */
const describe = (name: Uint8Array, size: number, { data, crc }: Compressed) =>
  [
    [2, VERSION],
    [2, name.some((byte) => byte > 0x7f) ? UTF8_NAMES : 0],
    [2, DEFLATED],
    [2, TIME],
    [2, DATE],
    [4, crc],
    [4, data.length],
    [4, size],
    [2, name.length],
    [2, 0],
  ] as const;

/** A zip of these parts; names use forward slashes. The same parts give the same bytes. */
export function toZip(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [path, bytes] of [...parts].sort(([a], [b]) => byName(a, b))) {
    const name = new TextEncoder().encode(path);
    const content = compress(bytes);
    const fields = describe(name, bytes.length, content);
    const header = record([4, 0x04034b50], ...fields);
    // No comment, first disk, no attributes, then where the entry starts.
    const rest = [
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const;
    entries.push(header, name, content.data);
    directory.push(record([4, 0x02014b50], [2, VERSION], ...fields, ...rest), name);
    offset += header.length + name.length + content.data.length;
  }
  const size = directory.reduce((sum, item) => sum + item.length, 0);
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, parts.size], [2, parts.size], [4, size], [4, offset], [2, 0]);
  return new Uint8Array(Buffer.concat([...entries, ...directory, end]));
}
