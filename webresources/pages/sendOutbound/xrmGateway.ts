/** Room webresources/pages. The dialog's gateway inside a model-driven app. */
import type { NewBatch, NewSend } from '../../../outbound/dataverse/createSend';
import { SEND } from '../../../outbound/dataverse/names';
import { toExclusionPages } from '../../../outbound/sends/exclusionPages';
import { browserHttp, browserRowClient } from '../../gateways/browserHost';
import { createBrowserSends } from '../../gateways/browserSends';
import { readChoiceLabels } from '../../gateways/choiceLabels';
import { openRow } from '../../gateways/navigation';
import { once } from '../../gateways/once';
import { readRecipientRows } from '../../gateways/recipientRows';
import { readOutboundRelationships } from '../../gateways/relationships';
import { readSettings } from '../../gateways/settings';
import { readActiveConfigurations, readLanguages, readMessageTemplate } from '../../gateways/templates';
import type { ConfirmedSend, SendOutboundGateway } from './gateway';
import type { PreparedSend } from './prepareSend';

export function createXrmGateway(): SendOutboundGateway {
  const rows = browserRowClient();
  const http = browserHttp();
  const sends = createBrowserSends();
  return {
    readConfigurations: () => readActiveConfigurations(rows),
    readTemplate: (id) => readMessageTemplate(rows, id),
    readLanguages: () => readLanguages(rows),
    readSettings: once(() => readSettings(rows)),
    readRelationships: () => readOutboundRelationships(http),
    readChoiceLabels: ({ table }, columns) => readChoiceLabels(http, table, columns),
    readRows: (source, ids, onProgress) => readRecipientRows({ rows, http }, source, ids, onProgress),
    requireSendAction: () => sends.requireSendAction(),
    clock: sends.clock,
    createSend: (send) => sends.createSend(toNewSend(send)),
    dispatchSetup: async ({ id }) => ({
      host: await sends.dispatchHost(id),
      options: await sends.dispatchOptions(),
    }),
    clearOldContacts: () => sends.clearOldContacts(),
    openSend: (sendId) => openRow(SEND.table, sendId),
  };
}

function toNewSend({ prepared, schedule, ...send }: ConfirmedSend): Omit<NewSend, 'id'> {
  const { plan, selected, excluded } = prepared;
  return {
    ...send,
    ...schedule,
    source: 'selectedRows',
    batches: toNewBatches(prepared),
    exclusionPages: toExclusionPages(excluded),
    totals: () => ({
      audience: selected,
      excluded: selected - plan.contactCount,
      batchCount: plan.batches.length,
      planHash: plan.hash,
    }),
  };
}

function* toNewBatches({ plan, sourceIds }: PreparedSend): Generator<NewBatch> {
  let first = 0;
  for (const { index, contactList, contactCount, hash } of plan.batches) {
    yield { index, contactList, contactCount, hash, sourceIds: sourceIds.slice(first, first + contactCount) };
    first += contactCount;
  }
}
