/** Room webresources/pages. Phone numbers on screen: enough to recognise one by, not enough to read it. */

/** `••••••••••567`. */
export function maskNumber(number: string): string {
  const shown = number.length > 3 ? number.slice(-3) : '';
  return shown.padStart(number.length, '•');
}
