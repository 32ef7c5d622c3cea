/**
 * Room sandbox/lab, faults. Which operation a request is: its method, its entity set, the message that it means, its path. An
 * order names some of them.
 */
import type { OpenedDataverse } from '../../dataverse/open';
import { parsePath, type PathSegment } from '../../dataverse/webApi/path';

/** Requests that an order is for: those in which everything agrees that is named here. Nothing named: all requests. */
export interface OperationMatch {
  /** `POST` */
  readonly method?: string;
  /** Entity set that the path begins with: `contacts`. */
  readonly set?: string;
  /** `Create`, `Retrieve`, `RetrieveMultiple`, `Update`, `Delete`, `Associate`, `Disassociate`, `$batch`, or the name of an operation. */
  readonly message?: string;
  /** The whole path without its query; `*` stands for anything: `/phones/api/*`. */
  readonly path?: string;
}

/** What a request is, for comparing. */
export interface RequestedOperation {
  readonly method: string;
  /** From the slash on, decoded. */
  readonly path: string;
  readonly set?: string;
  /** In any of the ways in which it can be called. */
  readonly messages: readonly string[];
}

const WEB_API = /^\/api\/data\/v9\.\d\/?/i;
const OPERATION_PREFIX = /^Microsoft\.Dynamics\.CRM\./;

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** @param path from the slash on, still percent-encoded, without the query */
export function toRequestedOperation(
  { metadata }: Pick<OpenedDataverse, 'metadata'>,
  method: string,
  path: string,
): RequestedOperation {
  const request = { method: method.toUpperCase(), path: decoded(path), messages: [] };
  if (!WEB_API.test(path)) return request;
  let segments: readonly PathSegment[];
  try {
    segments = parsePath(path.replace(WEB_API, ''));
  } catch {
    // The Web API will say what is wrong with it.
    return request;
  }
  const [first, ...rest] = segments;
  if (!first) return request;
  const last = (rest.at(-1) ?? first).name.replace(OPERATION_PREFIX, '');
  if (!metadata.tableBySet(first.name)) return { ...request, messages: [last] };
  return {
    ...request,
    set: first.name,
    messages: [rowMessage(request.method, first, rest), last].slice(0, rest.length + 1),
  };
}

/** What `rowMessage` may give. */
export const ROW_MESSAGES = [
  'Create',
  'Retrieve',
  'RetrieveMultiple',
  'Update',
  'Delete',
  'Associate',
  'Disassociate',
] as const;

/** The message of a request for rows. Source: Microsoft Learn, "Use messages with the SDK for .NET", messages of tables. */
function rowMessage(method: string, set: PathSegment, rest: readonly PathSegment[]): (typeof ROW_MESSAGES)[number] {
  const end = rest.at(-1);
  if (end?.name === '$ref' && method !== 'GET') return method === 'DELETE' ? 'Disassociate' : 'Associate';
  switch (method) {
    case 'GET':
      return set.key === undefined ? 'RetrieveMultiple' : 'Retrieve';
    case 'POST':
      return 'Create';
    case 'DELETE':
      // Of a single property: it is emptied.
      return end ? 'Update' : 'Delete';
    default:
      return 'Update';
  }
}

const isSame = (wanted: string | undefined, found: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === found?.toLowerCase();

const asPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');

export const matchesOperation = (wanted: OperationMatch, request: RequestedOperation): boolean =>
  isSame(wanted.method, request.method) &&
  isSame(wanted.set, request.set) &&
  (wanted.message === undefined || request.messages.some((message) => isSame(wanted.message, message))) &&
  (wanted.path === undefined || asPattern(wanted.path).test(request.path));
