/**
 * Room sandbox/dataverse, Web API. The Prefer header. Source: Microsoft Learn, "Compose HTTP requests and handle
 * errors", Prefer request headers.
 */
import { MAX_PAGE_SIZE } from '../query/queryModel';

export interface Preferences {
  readonly returnsRepresentation: boolean;
  /** Patterns of annotations: `*`, a full name, or a name that ends with `*`. */
  readonly annotations: readonly string[];
  readonly maxPageSize?: number;
  readonly continuesOnError: boolean;
  readonly tracksChanges: boolean;
  /** Is an operation to be done in the background? */
  readonly respondsAsync: boolean;
  /** What the answer's Preference-Applied says. */
  readonly applied: readonly string[];
}

/** Annotations a client may ask for. */
export const ANNOTATIONS = {
  formattedValue: 'OData.Community.Display.V1.FormattedValue',
  lookupLogicalName: 'Microsoft.Dynamics.CRM.lookuplogicalname',
  associatedNavigationProperty: 'Microsoft.Dynamics.CRM.associatednavigationproperty',
  totalRecordCount: 'Microsoft.Dynamics.CRM.totalrecordcount',
  totalRecordCountLimitExceeded: 'Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded',
  globalMetadataVersion: 'Microsoft.Dynamics.CRM.globalmetadataversion',
  fetchXmlPagingCookie: 'Microsoft.Dynamics.CRM.fetchxmlpagingcookie',
  moreRecords: 'Microsoft.Dynamics.CRM.morerecords',
} as const;

export function wantsAnnotation(preferences: Preferences, name: string): boolean {
  return preferences.annotations.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}

/** Commas inside quotes do not separate. */
const ENTRY = /\s*([^=,\s]+)\s*(?:=\s*(?:"([^"]*)"|([^,]*)))?\s*(?:,|$)/gy;

/** Larger ones are passed over. Source: Microsoft Learn, "Page results by using OData". */
const isPageSize = (text: string): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) > 0 && Number(text) <= MAX_PAGE_SIZE;

/** What most requests prefer: nothing. */
const NOTHING: Preferences = readPreferences('');

export const parsePrefer = (header: string | undefined): Preferences =>
  header === undefined ? NOTHING : readPreferences(header);

function readPreferences(header: string): Preferences {
  const applied: string[] = [];
  let returnsRepresentation = false;
  let annotations: readonly string[] = [];
  let maxPageSize: number | undefined;
  let continuesOnError = false;
  let tracksChanges = false;
  let respondsAsync = false;
  for (const match of header.matchAll(ENTRY)) {
    const name = match[1]?.toLowerCase() ?? '';
    const value = (match[2] ?? match[3] ?? '').trim();
    if (name === 'return' && value.toLowerCase() === 'representation') {
      returnsRepresentation = true;
      applied.push('return=representation');
    } else if (name === 'odata.include-annotations') {
      annotations = value.split(',').map((pattern) => pattern.trim());
      applied.push(`odata.include-annotations="${value}"`);
    } else if (name === 'odata.maxpagesize' && isPageSize(value)) {
      maxPageSize = Number(value);
      applied.push(`odata.maxpagesize=${value}`);
    } else if (name === 'odata.track-changes') {
      tracksChanges = value.toLowerCase() !== 'false';
    } else if (name === 'respond-async') {
      respondsAsync = true;
    } else if (name === 'odata.continue-on-error') {
      continuesOnError = value.toLowerCase() !== 'false';
      applied.push('odata.continue-on-error');
    }
  }
  return {
    returnsRepresentation,
    annotations,
    continuesOnError,
    tracksChanges,
    respondsAsync,
    applied,
    ...(maxPageSize === undefined ? {} : { maxPageSize }),
  };
}
