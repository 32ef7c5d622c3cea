/**
 * Room outbound. The base of every error the domain throws: a stable code to branch on and a sentence a person can act
 * on. Phone numbers and message texts never appear in either.
 */

/** Every error this room throws on purpose. `message` is an English sentence for a person. */
export abstract class OutboundError extends Error {
  /** Stable kebab-case name. Callers and tests branch on this, never on `message`. */
  abstract readonly code: string;
}

/**
 * Tells whether a caught value is one of the domain's errors.
 * Not `instanceof`: dialogs, form scripts and controls may each run in their own frame with their own copy of the class.
 */
export const isOutboundError = (error: unknown): error is OutboundError => {
  const candidate = error as { code?: unknown; message?: unknown } | null | undefined;
  return (
    typeof candidate?.code === 'string' &&
    /^[a-z]+(-[a-z]+)*$/.test(candidate.code) &&
    typeof candidate.message === 'string'
  );
};

/** UTF-16 units. */
const MAX_SHOWN_NAME = 60;
/** What breaks a line, turns its direction, or cannot be seen: control, format and unpaired characters, separators of lines. */
const UNSHOWN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A name that somebody else chose, such as a slug or a JSON key, as a sentence may repeat it: on one line, of at most 60 UTF-16
 * units, each character that would harm the sentence replaced by a question mark.
 */
export const shownName = (name: string): string => name.trim().slice(0, MAX_SHOWN_NAME).replace(UNSHOWN, '?');
