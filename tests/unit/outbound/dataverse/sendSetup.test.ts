/** Room tests. A refused request stops the send when its configuration or template is gone, and only then. */
import { stopWithoutSetup } from '../../../../outbound/dataverse/sendSetup';
import type { BatchOutcome } from '../../../../outbound/invoke/classifyAnswer';
import { accepted, refused, throttled, unknown } from '../../../builders/dispatchRun';
import { CONFIGURATION_ID } from '../../../builders/memoryJournal';
import { fakeWebApi, refusal, type Trouble } from './fakeWebApi';

const BATCH = { id: 'b', etag: 'W/"1"', attempts: 0 };
const PATH = `msdyn_ocoutboundconfigurationes(${CONFIGURATION_ID})`;

function open(outcome: BatchOutcome, configurationId = CONFIGURATION_ID) {
  const api = fakeWebApi();
  api.put(PATH, { _msdyn_messagetemplate_value: 'template' });
  const posted: string[] = [];
  const invoker = stopWithoutSetup(
    {
      isGuarded: true,
      async invoke(contactList) {
        posted.push(contactList);
        return outcome;
      },
    },
    api.http,
    configurationId,
  );
  return { api, posted, invoker };
}

describe('a refused request', () => {
  it('stops the send when the configuration was deleted, and keeps the platform’s code and sentence', async () => {
    const { api, invoker } = open(refused);
    api.rows.clear();
    expect(await invoker.invoke('[]', BATCH)).toEqual({ ...refused, stops: 'configuration-missing' });
  });

  it('stops the send when the configuration has lost its template', async () => {
    const { api, invoker } = open(refused);
    api.put(PATH, { _msdyn_messagetemplate_value: null });
    expect(await invoker.invoke('[]', BATCH)).toEqual({ ...refused, stops: 'template-missing' });
  });

  it('is no more than refused while both are there', async () => {
    expect(await open(refused).invoker.invoke('[]', BATCH)).toEqual(refused);
  });

  it.each<[string, Trouble]>([
    ['throttled', refusal(429, '0x80072322')],
    ['forbidden', refusal(403, '0x80040220')],
    ['lost', 'lose-answer'],
    ['unreadable', { kind: 'response', status: 200, text: '<html>' }],
  ])('is no more than refused when the look at the configuration is %s', async (_how, trouble) => {
    const { api, invoker } = open(refused);
    api.trouble = () => trouble;
    expect(await invoker.invoke('[]', BATCH)).toEqual(refused);
    expect(api.requests).toHaveLength(1);
  });
});

it.each([
  ['accepted', accepted],
  ['throttled', throttled],
  ['unknown', unknown],
  ['stopping', { ...refused, stops: 'permission-denied' } as BatchOutcome],
])('asks nothing about an outcome that is %s', async (_kind, outcome) => {
  const { api, invoker } = open(outcome);
  expect(await invoker.invoke('[]', BATCH)).toEqual(outcome);
  expect(api.requests).toEqual([]);
});

it('posts nothing for a send whose configuration was deleted before', async () => {
  const { posted, invoker } = open(accepted, '');
  expect(await invoker.invoke('[]', BATCH)).toMatchObject({ kind: 'refused', stops: 'configuration-missing' });
  expect(posted).toEqual([]);
});
