/**
 * Room outbound, templates. How many SMS segments a text takes, and which character forces Unicode.
 *
 * The alphabet is that of the kept library `sms-segments-calculator` (Twilio's): its table is right, its counter is not
 * used. The counter splits the text with `grapheme-splitter`, which takes quadratic time (100,000 letters took 33 s, 1 MB did
 * not end) and adds 117 kB to a browser bundle; and it never cuts a chain of combining marks, so that a chain longer than a
 * segment counts as one. Here a segment may end anywhere but inside a surrogate pair or an escaped GSM-7 character, which
 * is the rule of the standard. The tests hold both counters against each other.
 * Source of the sizes: Twilio, "What the heck is a segment?"; 3GPP TS 23.038.
 */
import UNICODE_TO_GSM from 'sms-segments-calculator/dist/libs/UnicodeToGSM';

/** How a text is cut into SMS segments. */
export interface SegmentCount {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Unicode code points: an emoji made of a surrogate pair is one. */
  readonly characters: number;
  /** Places taken: septets in GSM-7 (two for `{`, `€` and their like), UTF-16 units in UCS-2. */
  readonly units: number;
  /** Places one segment has: 160 or 70 alone, 153 or 67 when joined. */
  readonly unitsPerSegment: number;
  /** 0 for an empty text. */
  readonly segments: number;
  /** The first character outside GSM-7, with its place in UTF-16 units. */
  readonly unicodeForcedBy?: { readonly character: string; readonly index: number };
}

/** Places in a segment that stands alone, and in one of several (a header of 6 octets joins them). */
export const SEGMENT_SIZES = { 'GSM-7': { single: 160, joined: 153 }, 'UCS-2': { single: 70, joined: 67 } } as const;

/** Measures a text as it will be sent, so after the slugs got their values. Linear time. */
export function measureSegments(text: string): SegmentCount {
  const unicodeForcedBy = firstOutsideGsm(text);
  const encoding = unicodeForcedBy ? 'UCS-2' : 'GSM-7';
  const { single, joined } = SEGMENT_SIZES[encoding];
  let characters = 0;
  let units = 0;
  let segments = 0;
  let usedInSegment: number = joined;
  for (const character of text) {
    const size = encoding === 'GSM-7' ? gsmSeptets(character) : character.length;
    characters += 1;
    units += size;
    if (usedInSegment + size > joined) {
      segments += 1;
      usedInSegment = 0;
    }
    usedInSegment += size;
  }
  const fitsAlone = units <= single;
  return {
    encoding,
    characters,
    units,
    unitsPerSegment: fitsAlone ? single : joined,
    segments: fitsAlone ? Math.min(segments, 1) : segments,
    ...(unicodeForcedBy && { unicodeForcedBy }),
  };
}

function firstOutsideGsm(text: string): SegmentCount['unicodeForcedBy'] {
  let index = 0;
  for (const character of text) {
    if (gsmSeptets(character) === 0) return { character, index };
    index += character.length;
  }
  return undefined;
}

/** Septets of one code point; 0 when GSM-7 does not have it. */
const gsmSeptets = (character: string): number =>
  character.length === 1 ? (UNICODE_TO_GSM[character.charCodeAt(0)]?.length ?? 0) : 0;
