/**
 * Room outbound, dataverse. Tells a request that was refused for itself from one that was refused because what the send is made with
 * is gone. The send action's sentences for that are not published, so they are not read: the rows themselves are looked at.
 */
import type { SendStop } from '../invoke/classifyAnswer';
import type { Invoker } from '../invoke/gateway';
import { OUTBOUND_CONFIGURATION } from './names';
import { requireSuccess, type WebApiHttp, type WebApiRow } from './webApi';
import { RowMissingError } from './webApiErrors';

type MissingSetup = Extract<SendStop, 'configuration-missing' | 'template-missing'>;

/**
 * An invoker whose refusals stop the send when its configuration, or that configuration's template, was deleted. Looked at after a
 * refusal only: an accepted request proves that both are there.
 * @param outboundConfigurationId empty when the send has lost it: deleting a configuration empties the lookups that name it
 */
export const stopWithoutSetup = (invoker: Invoker, http: WebApiHttp, outboundConfigurationId: string): Invoker => ({
  isGuarded: invoker.isGuarded,
  async invoke(contactList, claimed) {
    if (outboundConfigurationId === '') {
      const stops: MissingSetup = 'configuration-missing';
      return { kind: 'refused', code: stops, message: 'The outbound configuration of this send was deleted.', stops };
    }
    const outcome = await invoker.invoke(contactList, claimed);
    if (outcome.kind !== 'refused' || outcome.stops !== undefined) return outcome;
    const stops = await findMissing(http, outboundConfigurationId);
    return stops === undefined ? outcome : { ...outcome, stops };
  },
});

/** `undefined`: both are there, or nobody can tell. Never rejects: the outcome of a request must not get lost over it. */
async function findMissing(http: WebApiHttp, configurationId: string): Promise<MissingSetup | undefined> {
  const template = `_${OUTBOUND_CONFIGURATION.messageTemplate}_value`;
  const path = `${OUTBOUND_CONFIGURATION.set}(${configurationId})?$select=${template}`;
  try {
    const row = JSON.parse(await requireSuccess(http, { method: 'GET', path })) as WebApiRow;
    // Deleting a template empties the lookup of the configurations that name it.
    return row[template] === null ? 'template-missing' : undefined;
  } catch (error) {
    return error instanceof RowMissingError ? 'configuration-missing' : undefined;
  }
}
