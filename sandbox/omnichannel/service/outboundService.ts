/**
 * Room sandbox/omnichannel/service. The action itself, step by step: the hour's limit, the configuration, the list, the
 * delivery, the log. Every call is logged, whatever its end.
 */
import type { EmbeddedDataverse, Guid, OperationRequest } from '../../dataverse/contracts';
import { DataverseError } from '../../dataverse/errors';
import { invalidArgument, tooManyRequests } from '../errors';
import type { CallLog, CallOutcome, ContactResult, NewCall } from '../store/callLog';
import type { ActionSignature } from './actionSignature';
import { readContactList, type Contact } from './contactList';
import { deliver, type DeliveryParts } from './deliver';
import { CONFIGURATION_TABLE, readOutboundSettings } from './outboundSettings';
import type { RequestWindow } from './requestWindow';

export interface ServiceParts extends DeliveryParts {
  readonly log: CallLog;
  readonly window: RequestWindow;
  readonly signature: ActionSignature;
  /** The ordered fault that the call has met, for the log. */
  readonly struck: () => string | undefined;
}

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/** What a call turned out to hold, as far as it was read. */
interface ReadCall {
  configurationId?: Guid;
  contactCount?: number;
}

/**
 * Carries out one call.
 * @throws {DataverseError} when it is refused; nothing was sent or written then.
 */
export function invokeOutbound(parts: ServiceParts, request: OperationRequest): void {
  const { dataverse, handsets } = parts;
  const fault = parts.struck();
  const call: ReadCall = {};
  let results: ContactResult[];
  try {
    results = dataverse.rows.transaction(() => {
      const done = carryOut(parts, request, call);
      parts.log.add({ ...logEntry(dataverse, call, fault), outcome: 'accepted', status: 204, contacts: done });
      return done;
    });
  } catch (error) {
    parts.log.add({ ...logEntry(dataverse, call, fault), ...failure(error) });
    throw error;
  }
  handsets.announce(new Set(results.filter(({ outcome }) => outcome === 'sent').map(({ number }) => number)));
}

function carryOut(parts: ServiceParts, { parameters, context }: OperationRequest, call: ReadCall): ContactResult[] {
  const { dataverse, signature } = parts;
  const { retryAfterSeconds } = parts.window.take(dataverse.clock());
  if (retryAfterSeconds !== undefined) {
    throw tooManyRequests('The organization has sent as many outbound requests as one hour allows.', retryAfterSeconds);
  }
  call.configurationId = readConfigurationId(parameters[signature.settingsParameter], signature.settingsParameter);
  const settings = readOutboundSettings(dataverse.rows, call.configurationId);
  const contacts: Contact[] = readContactList(
    parameters[signature.contactListParameter],
    signature.contactListParameter,
  );
  call.contactCount = contacts.length;
  return deliver(parts, settings, contacts, context);
}

function readConfigurationId(value: unknown, parameterName: string): Guid {
  const id =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[`${CONFIGURATION_TABLE}id`]
      : undefined;
  const guid = typeof id === 'string' ? GUID.exec(id.trim())?.[1] : undefined;
  if (guid === undefined)
    throw invalidArgument(`${parameterName} must name an outbound configuration by its ${CONFIGURATION_TABLE}id.`);
  return guid.toLowerCase();
}

const logEntry = (dataverse: EmbeddedDataverse, call: ReadCall, fault: string | undefined) => ({
  at: dataverse.clock(),
  ...call,
  fault,
});

/** Writes down a call that was refused before it reached the action. */
export const logRefused = (
  { dataverse, log }: Pick<ServiceParts, 'dataverse' | 'log'>,
  error: unknown,
  fault: string,
): void => log.add({ ...logEntry(dataverse, {}, fault), ...failure(error) });

function failure(error: unknown): Pick<NewCall, 'outcome' | 'status' | 'code' | 'message'> {
  if (!(error instanceof DataverseError)) return { outcome: 'failed', status: 500, message: 'The service failed.' };
  const { status, code, message } = error;
  const outcome: CallOutcome = status === 429 ? 'throttled' : status >= 500 ? 'failed' : 'refused';
  return { outcome, status, code, message };
}
