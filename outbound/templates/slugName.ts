/**
 * Room outbound, templates. What a slug's name is, how two names compare, and which names the platform itself defines.
 * Source: Microsoft Learn, "Create message templates" and "Create quick replies" (built-in slugs); "Configure outbound
 * messaging" (names are not case-sensitive).
 */

/** A slug's name as written inside its braces: `CaseName`, `FullName{Customer}`, `OCContext.orderNumber`. */
export type SlugName = string & { readonly __slugName: true };

/** Takes a text for a slug's name. No check: what may stand between braces is the parser's question. */
export const slugName = (text: string): SlugName => text as SlugName;

/** The form in which two names are equal: the platform ignores letter case, and this is locale-independent. */
export const slugKey = (name: string): string => name.toLowerCase();

/** How a slug stands in a template: `{CaseName}`. */
export const toSlugText = (name: SlugName): string => `{${name}}`;

/** Whom a built-in slug speaks about. */
export const BUILT_IN_SUBJECTS = ['Customer', 'Agent'] as const;

/**
 * The slugs the platform documents. Whether agent slugs get a value on an outbound send, where no representative takes
 * part, is not documented; this product expects them to stay unresolved (inferred).
 */
export const BUILT_IN_SLUGS: readonly SlugName[] = [
  'FullName{Customer}',
  'FirstName{Customer}',
  'LastName{Customer}',
  'NickName{Customer}',
  'FullName{Agent}',
  'FirstName{Agent}',
  'LastName{Agent}',
  'Nickname{Agent}',
].map(slugName);

const BUILT_IN_KEYS: ReadonlySet<string> = new Set(BUILT_IN_SLUGS.map(slugKey));

/** A slug the platform defines: one of `BUILT_IN_SLUGS`, or a key of the conversation's context (`OCContext.key`). */
export const isBuiltInSlug = (name: string): boolean => {
  const key = slugKey(name);
  return BUILT_IN_KEYS.has(key) || (key.startsWith('occontext.') && key.length > 'occontext.'.length);
};
