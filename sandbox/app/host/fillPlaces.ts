/** Room sandbox/app. Texts with places: `{0}`, `{1}` … are replaced by the values; a place without a value stays. Pure. */
export const fillPlaces = (text: string, values: readonly (string | number)[]): string =>
  text.replace(/\{(\d)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
