/**
 * Room sandbox/lab, traces. An address as it may be kept: names of tables, columns and messages and the ids of rows, and nothing
 * that somebody typed, such as names and phone numbers.
 */

/** What stands in the place of anything that may be about a person. */
const MASK = '…';
const QUOTED = /'(?:[^']|'')*(?:'|$)/g;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const WEB_API = /^\/api\/data\/v\d+\.\d+(?=\/|$)/i;

/** Options whose values are expressions over columns; of all others only the name is kept. */
const EXPRESSIONS = new Set(['$select', '$filter', '$orderby', '$expand', '$apply', '$count', '$top', '$skip']);

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** Masks texts, numbers, dates and mail addresses; ids of rows stay. */
function maskValues(text: string): string {
  const ids: string[] = [];
  const masked = text
    .replace(QUOTED, `'${MASK}'`)
    .replace(GUID, (id) => `\u0000${ids.push(id) - 1}\u0001`)
    .replace(/[^\s'(),;/=]*@[^\s'(),;/=]+\.[^\s'(),;/=]+/g, MASK)
    .replace(/(?<![\w$\u0000.])[+-]?\d[\d\s.:TZ+-]*(?![\w\u0001])/g, MASK)
    .replace(/(?<![\u0000\d])\+?\d{4,}(?![\d\u0001])/g, MASK);
  return masked.replace(/\u0000(\d+)\u0001/g, (_whole, index: string) => ids[Number(index)] ?? MASK);
}

function maskQuery(query: string): string {
  return query
    .replaceAll('+', ' ')
    .split('&')
    .map((part) => {
      const end = part.indexOf('=');
      const name = decode(end < 0 ? part : part.slice(0, end));
      if (name === undefined || !/^[$@]?[A-Za-z]\w{0,40}$/.test(name) || /\d{4}/.test(name)) return MASK;
      if (end < 0) return name;
      const value = EXPRESSIONS.has(name.toLowerCase()) ? decode(part.slice(end + 1)) : undefined;
      return `${name}=${value === undefined ? MASK : maskValues(value)}`;
    })
    .join('&');
}

/**
 * `/api/data/v9.2/contacts?$filter=lastname eq 'Ng' and age gt 40` gives
 * `{ path: '/api/data/v9.2/contacts', query: "$filter=lastname eq '…' and age gt …" }`.
 * @param isUnderstood without it nothing of the query is kept: text without quotes may be anything
 */
export function maskAddress(address: string, isUnderstood = true): { readonly path: string; readonly query?: string } {
  const question = address.indexOf('?');
  const written = question < 0 ? address : address.slice(0, question);
  const root = WEB_API.exec(written)?.[0] ?? '';
  const decoded = decode(written.slice(root.length));
  const path = root + (decoded === undefined ? MASK : maskValues(decoded));
  if (question < 0 || question === address.length - 1) return { path };
  return { path, query: isUnderstood ? maskQuery(address.slice(question + 1)) : MASK };
}
