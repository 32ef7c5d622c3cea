/**
 * Room outbound, invoke. The JSON body of one call of the send action.
 * Source: Microsoft Learn, "Use Web API actions" (an entity parameter is an object with `@odata.type` and its key).
 */
import { OUTBOUND_CONFIGURATION } from '../dataverse/names';
import { OutboundError } from '../errors';
import type { ActionSignature } from './signature';

const NAMESPACE = 'Microsoft.Dynamics.CRM';
const EXPANDO_TYPE = `${NAMESPACE}.expando`;

/** A stored contact list is not the JSON text of an array. */
export class ContactListDamagedError extends OutboundError {
  override readonly name = 'ContactListDamagedError';
  readonly code = 'contact-list-damaged';
  constructor(options?: ErrorOptions) {
    super(
      'The stored contact list of this batch cannot be read. The batch was not sent: make a new send for its recipients.',
      options,
    );
  }
}

/**
 * The body for a batch as the journal keeps it. Where the action takes text, the very bytes that were hashed are sent.
 * @throws {ContactListDamagedError} when a collection is wanted and the text is no JSON array.
 */
export function toInvokeBody(
  signature: ActionSignature,
  outboundConfigurationId: string,
  contactList: string,
): Record<string, unknown> {
  const settings =
    signature.settingsEncoding === 'id'
      ? outboundConfigurationId
      : {
          '@odata.type': `${NAMESPACE}.${OUTBOUND_CONFIGURATION.table}`,
          [OUTBOUND_CONFIGURATION.id]: outboundConfigurationId,
        };
  const list = signature.contactListEncoding === 'text' ? contactList : toElements(signature, parseArray(contactList));
  return { [signature.settingsParameter]: settings, [signature.contactListParameter]: list };
}

/** Elements of a collection in the declared type. Open types have to say what they are, at every level (inferred). */
function toElements(signature: ActionSignature, contacts: readonly unknown[]): unknown[] {
  const elementType = /^Collection\((.*)\)$/.exec(signature.contactListType)?.[1] ?? '';
  if (elementType === 'Edm.String') return contacts.map((contact) => JSON.stringify(contact));
  return /\.(expando|crmbaseentity)$/.test(elementType) ? contacts.map(asExpando) : [...contacts];
}

function asExpando(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [key, asExpando(member)]);
  return Object.fromEntries([['@odata.type', EXPANDO_TYPE], ...members]);
}

function parseArray(text: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ContactListDamagedError({ cause });
  }
  if (!Array.isArray(value)) throw new ContactListDamagedError();
  return value;
}
