/**
 * Room sandbox/omnichannel/service. The signature of the unbound action, which is not published: its two parameters can go
 * by other names, the list can be a text or a collection, and the action can be absent. Tests present every variant.
 */
import type { OperationParameter } from '../../dataverse/contracts';
import { CONFIGURATION_TABLE } from './outboundSettings';

export const ACTION_NAME = 'msdyn_InvokeOutboundAPI';

export interface ActionSignature {
  /** The parameter that takes the configuration row. */
  readonly settingsParameter: string;
  /** The parameter that takes the contacts. */
  readonly contactListParameter: string;
  /** `text`: JSON text of an array. `collection`: a collection of open objects. */
  readonly contactListEncoding: 'text' | 'collection';
}

/**
 * The likeliest signature. The first parameter is read out of Microsoft Learn, "Configure outbound messaging"; name and
 * type of the second are inferred.
 */
export const DEFAULT_SIGNATURE: ActionSignature = {
  settingsParameter: 'OutboundSettingsRecord',
  contactListParameter: 'ContactList',
  contactListEncoding: 'text',
};

/** The parameters as `$metadata` declares them. */
export function declaredParameters(signature: ActionSignature): OperationParameter[] {
  const list = { name: signature.contactListParameter };
  return [
    { name: signature.settingsParameter, type: `mscrm.${CONFIGURATION_TABLE}` },
    signature.contactListEncoding === 'text'
      ? { ...list, type: 'Edm.String' }
      : { ...list, type: 'mscrm.expando', isCollection: true },
  ];
}
