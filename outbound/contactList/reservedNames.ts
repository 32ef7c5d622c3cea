/**
 * Room outbound, contact list. Names that no slug may have: those the platform reads itself, and those that would reach an
 * object's prototype in whatever reads the list. Source of the former: Microsoft Learn, "Configure outbound messaging".
 */

const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'entityrelationshipname',
  'regardingobjectid',
  'msdyn_ocoutboundconfigurationid',
  '__proto__',
  'constructor',
  'prototype',
]);

/**
 * Would a slug of this name overwrite a key the platform reads, or a prototype? Letter case and blanks around the name do not
 * count. Upper case first: then a name that equals a key only under .NET's rules (`ſ` is an `S` there) is refused as well.
 */
export const isReservedSlug = (name: string): boolean => RESERVED_NAMES.has(name.trim().toUpperCase().toLowerCase());
