/**
 * Room sandbox/dataverse. Text comparison without regard to case and accent, for all scripts. SQL's own NOCASE knows
 * ASCII only, so text with other characters is stored a second time in folded form and compared by that.
 * Differs from the platform: order is by code point of the folded text, not by the collation of a language.
 */

const NON_ASCII = /[^\x00-\x7f]/;

/** Lower case, without the combining accents of Latin, Greek and Cyrillic. Marks of other scripts carry meaning and stay. */
export const foldText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC');

/** The folded form where it says more than NOCASE does, else null. */
export const foldedForStorage = (text: string): string | null => (NON_ASCII.test(text) ? foldText(text) : null);
