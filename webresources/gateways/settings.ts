/** Room webresources/gateways. The solution's environment variables, with the defaults that hold without them. */
import { toODataText, type RowClient } from './dataverseClient';

/** What an administrator may set. */
export interface OutboundSettings {
  /** ISO 3166 code of the country whose numbers are written without a country code; `ID` unless set. */
  readonly defaultCountry: string;
  /** Name of the send action's contact list parameter; absent: read from the metadata. */
  readonly contactListParameter?: string;
  /** How that parameter is passed; absent: decided by its declared type. */
  readonly contactListEncoding?: 'text' | 'collection';
}

const DEFAULT_COUNTRY = 'ID';
const NAMES = {
  defaultCountry: 'obm_DefaultCountry',
  parameter: 'obm_InvokeContactListParameter',
  encoding: 'obm_InvokeContactListEncoding',
} as const;

/** Reads the three variables: the environment's value, else the definition's default, else ours. */
export async function readSettings(rows: RowClient): Promise<OutboundSettings> {
  const anyName = Object.values(NAMES).map((name) => `schemaname eq ${toODataText(name)}`);
  const definitions = await rows.readRows(
    'environmentvariabledefinition',
    `?$select=schemaname,defaultvalue&$filter=${anyName.join(' or ')}`,
  );
  const values = new Map<string, string>();
  for (const definition of definitions) {
    const id = String(definition['environmentvariabledefinitionid']);
    const [current] = await rows.readRows(
      'environmentvariablevalue',
      `?$select=value&$filter=_environmentvariabledefinitionid_value eq ${id}`,
    );
    const value = String(current?.['value'] ?? definition['defaultvalue'] ?? '').trim();
    // The platform compares schema names without regard to case.
    if (value !== '') values.set(String(definition['schemaname']).toLowerCase(), value);
  }
  const valueOf = (name: string): string | undefined => values.get(name.toLowerCase());
  const encoding = valueOf(NAMES.encoding)?.toLowerCase();
  return {
    defaultCountry: valueOf(NAMES.defaultCountry)?.toUpperCase() ?? DEFAULT_COUNTRY,
    contactListParameter: valueOf(NAMES.parameter),
    contactListEncoding: encoding === 'text' || encoding === 'collection' ? encoding : undefined,
  };
}
