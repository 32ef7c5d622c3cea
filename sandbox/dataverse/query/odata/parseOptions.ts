/**
 * Room sandbox/dataverse. The query options of a Web API request, and those inside `$expand`, as data with positions.
 */
import { badQuery, NotSupportedBySandboxError } from '../../errors';
import type { ApplyPipeline } from './parseApply';
import { parseApply } from './parseApply';
import type { FilterExpression } from './parseFilter';
import { parseFilter } from './parseFilter';
import { splitText } from './splitText';
import { ODataSyntaxError } from './syntaxError';

export interface NamedItem {
  readonly name: string;
  readonly position: number;
}

export interface OrderItem {
  /** Navigation path and column. */
  readonly segments: readonly string[];
  readonly descending: boolean;
  readonly position: number;
}

export interface ExpandItem {
  readonly navigationProperty: string;
  /** `$expand=nav/$ref`: links instead of rows. */
  readonly isReference: boolean;
  readonly options: ODataOptions;
  /** The options as a query string of their own, encoded. */
  readonly queryString: string;
  readonly position: number;
}

/** What `$select` and its siblings say. */
export interface ODataOptions {
  readonly select?: readonly NamedItem[];
  readonly filter?: FilterExpression;
  readonly orderby?: readonly OrderItem[];
  readonly expand?: readonly ExpandItem[];
  readonly top?: number;
  readonly count?: boolean;
}

/** A whole query string. */
export interface RequestOptions extends ODataOptions {
  readonly aliases: ReadonlyMap<string, string>;
  readonly skipToken?: string;
  readonly fetchXml?: string;
  readonly apply?: ApplyPipeline;
  readonly savedQuery?: string;
  readonly userQuery?: string;
  /** Other options by name, such as `$id` and `annotations`. */
  readonly others: ReadonlyMap<string, string>;
}

const NO_ALIASES: ReadonlyMap<string, string> = new Map();

const NAME = /^[A-Za-z_@][\w.@]*$/;

export function parseSelect(text: string, base = 0): NamedItem[] {
  return splitText(text, ',', base).map((part) => {
    const name = part.text.trim();
    if (name !== '*' && !NAME.test(name))
      throw new ODataSyntaxError(`Syntax error: '${name}' is not a property name`, part.position, text);
    return { name, position: part.position };
  });
}

const ORDER_ITEM = /^\s*(@\w+|[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*)(?:\s+(asc|desc))?\s*$/i;
const PATH = /^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*$/;

/** @param aliases values of parameter aliases, as texts; inside `$expand` there are none */
export function parseOrderBy(text: string, base = 0, aliases: ReadonlyMap<string, string> = NO_ALIASES): OrderItem[] {
  return splitText(text, ',', base).map((part) => {
    const [, name = '', direction] = ORDER_ITEM.exec(part.text) ?? [];
    const path = name.startsWith('@') ? aliases.get(name)?.trim() : name;
    if (path === undefined) throw badQuery(`The parameter alias '${name}' has no value to order by.`);
    if (!PATH.test(path))
      throw new ODataSyntaxError(
        `Syntax error: '${(path || part.text).trim()}' is not a property to order by`,
        part.position,
        text,
      );
    return { segments: path.split('/'), descending: direction?.toLowerCase() === 'desc', position: part.position };
  });
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text.trim()))
    throw badQuery(
      `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`,
    );
  return Number(text);
}

function trueOrFalse(name: string, text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (lower !== 'true' && lower !== 'false')
    throw badQuery(`Invalid value '${text}' for ${name} query option found. Valid values are 'true' and 'false'.`);
  return lower === 'true';
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one option into `target`; false when the name is none of the options that `$expand` knows too. */
function readOption(target: Writable<ODataOptions>, name: string, text: string, base: number, depth = 0): boolean {
  switch (name) {
    case '$select':
      target.select = parseSelect(text, base);
      return true;
    case '$filter':
      target.filter = parseFilter(text, base);
      return true;
    case '$orderby':
      target.orderby = parseOrderBy(text, base);
      return true;
    case '$expand':
      target.expand = parseExpand(text, base, depth + 1);
      return true;
    case '$top':
      target.top = wholeNumber(name, text);
      return true;
    case '$count':
      target.count = trueOrFalse(name, text);
      return true;
    default:
      return false;
  }
}

/** Source: Microsoft Learn, "Join tables using OData": no more than 15 $expand options in a query. The text is inferred. */
const MAX_EXPANDS = 15;

const tooManyExpands = (): Error => badQuery(`A query may have no more than ${MAX_EXPANDS} $expand options.`);

const countExpands = (items: readonly ExpandItem[]): number =>
  items.reduce((count, { options }) => count + 1 + countExpands(options.expand ?? []), 0);

export function parseExpand(text: string, base = 0, depth = 1): ExpandItem[] {
  if (depth > MAX_EXPANDS) throw tooManyExpands();
  return splitText(text, ',', base).map((part) => {
    const match = /^(\s*)([A-Za-z_]\w*)(\/\$ref)?\s*(\(([\s\S]*)\))?\s*$/.exec(part.text);
    if (!match?.[2])
      throw new ODataSyntaxError(
        `Syntax error: '${part.text.trim()}' is not a navigation property to expand`,
        part.position,
        text,
      );
    const options: Writable<ODataOptions> = {};
    const inner = match[5];
    const pairs: string[] = [];
    if (inner !== undefined && inner.trim() !== '') {
      const start = part.position + part.text.indexOf('(') + 1;
      for (const option of splitText(inner, ';', start)) {
        const equals = option.text.indexOf('=');
        const name = option.text.slice(0, equals).trim();
        pairs.push(`${name}=${encodeURIComponent(option.text.slice(equals + 1))}`);
        // Source: Microsoft Learn, "Join tables using OData": $expand knows neither $count nor $levels.
        const known =
          equals > 0 &&
          name !== '$count' &&
          readOption(options, name, option.text.slice(equals + 1), option.position + equals + 1, depth);
        if (!known)
          throw new ODataSyntaxError(
            `Syntax error: '${option.text.trim()}' is not an option of $expand`,
            option.position,
            text,
          );
      }
    }
    return {
      navigationProperty: match[2],
      isReference: match[3] !== undefined,
      options,
      queryString: pairs.join('&'),
      position: part.position + (match[1]?.length ?? 0),
    };
  });
}

/** `%20` and `+` both stand for a blank. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw badQuery(`The query string contains a bad percent sequence: '${text}'.`);
  }
}

const UNSUPPORTED: readonly string[] = ['$search', '$compute', '$format', 'sql'];

/** What was parsed last, oldest first: clients ask the same again and again, and the text says everything. */
const parsed = new Map<string, RequestOptions>();
const MAX_PARSED = 300;
const MAX_PARSED_LENGTH = 4000;

/**
 * The same text gives the same object, until it has not been asked for in a while.
 * @param queryString what follows the question mark, still encoded
 */
export function parseRequestOptions(queryString: string): RequestOptions {
  const kept = parsed.get(queryString);
  if (kept) return kept;
  const options = readRequestOptions(queryString);
  if (queryString.length > MAX_PARSED_LENGTH) return options;
  if (parsed.size >= MAX_PARSED) {
    const [oldest] = parsed.keys();
    if (oldest !== undefined) parsed.delete(oldest);
  }
  parsed.set(queryString, options);
  return options;
}

function readRequestOptions(queryString: string): RequestOptions {
  const options: Writable<ODataOptions> = {};
  const special: Writable<Pick<RequestOptions, 'skipToken' | 'fetchXml' | 'savedQuery' | 'userQuery' | 'apply'>> = {};
  const aliases = new Map<string, string>();
  const others = new Map<string, string>();
  const seen = new Set<string>();
  let orderby: string | undefined;
  for (const pair of queryString.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const text = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (seen.has(name))
      throw badQuery(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    seen.add(name);
    if (name === '$orderby') orderby = text;
    else if (readOption(options, name, text, 0)) continue;
    else if (name.startsWith('@')) aliases.set(name, text);
    else if (name === '$skiptoken') special.skipToken = text;
    else if (name === '$apply') special.apply = parseApply(text);
    else if (name.toLowerCase() === 'fetchxml') special.fetchXml = text;
    else if (name.toLowerCase() === 'savedquery') special.savedQuery = text;
    else if (name.toLowerCase() === 'userquery') special.userQuery = text;
    // The text is that of error reports of live organisations.
    else if (name === '$skip') throw badQuery('Skip Clause is not supported in CRM');
    else if (UNSUPPORTED.includes(name)) throw new NotSupportedBySandboxError(`the query option '${name}'`);
    else if (name.startsWith('$') && name !== '$id') throw badQuery(`The query parameter '${name}' is not supported.`);
    else others.set(name, text);
  }
  // Only now all aliases are known.
  if (orderby !== undefined) options.orderby = parseOrderBy(orderby, 0, aliases);
  if (countExpands(options.expand ?? []) > MAX_EXPANDS) throw tooManyExpands();
  return { ...options, ...special, aliases, others };
}
