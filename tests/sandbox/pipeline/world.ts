/** Room tests. A Dataverse with Microsoft's tables, and registrations as an administrator makes them. */
import { randomUUID } from 'node:crypto';
import type { Row } from '../../../sandbox/dataverse/contracts';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import '../../support/wholeServer';
import { Receiver } from './receiver';

export const NOW = new Date('2026-03-11T12:00:00Z');
export const UPDATE = '20bebb1b-ea3e-db11-86a7-000a3a5473e8';
export const STAGE = { preValidation: 10, preOperation: 20, postOperation: 40 } as const;

export function openWorld(
  options: { readonly file?: string; readonly webhookTimeoutMs?: number; readonly clock?: () => Date } = {},
): OpenedDataverse {
  const dataverse = openDataverse({ file: ':memory:', clock: () => NOW, newId: randomUUID, ...options });
  registerPlatformEvents(dataverse);
  return dataverse;
}

/** What every test of a webhook begins with. */
export interface HookWorld {
  dataverse: OpenedDataverse;
  receiver: Receiver;
  /** The endpoint that is the receiver. */
  endpoint: string;
  /** Sari Dewi. */
  contact: string;
  rename(firstname?: string): void;
}

/** Opens a receiver for the tests of the block it is called in, and for each of them a Dataverse of its own; closes them again. */
export function useHookWorld(): HookWorld {
  const world = {
    rename: (firstname = 'Ayu') => world.dataverse.rows.update('contact', world.contact, { firstname }),
  } as HookWorld;
  beforeAll(async () => {
    world.receiver = await Receiver.open();
  });
  afterAll(() => world.receiver.close());
  beforeEach(async () => {
    world.receiver.answerWith(200);
    await world.receiver.forget();
    world.dataverse = openWorld();
    world.endpoint = addEndpoint(world.dataverse, world.receiver.url);
    world.contact = world.dataverse.rows.create('contact', { firstname: 'Sari', lastname: 'Dewi' });
  });
  afterEach(() => world.dataverse.close());
  return world;
}

export function addEndpoint({ rows }: OpenedDataverse, url: string, more: Row = {}): string {
  const values = { name: 'Acme hook', contract: 8, authtype: 4, authvalue: 'secret-key', url, ...more };
  return rows.create('serviceendpoint', values);
}

export interface StepOptions {
  readonly table?: string;
  readonly message?: string;
  readonly stage?: number;
  readonly isAsynchronous?: boolean;
  readonly rank?: number;
  readonly columns?: string;
  readonly more?: Row;
}

export function addStep(dataverse: OpenedDataverse, endpoint: string, options: StepOptions = {}): string {
  const { table = 'contact', message = 'Update', stage = STAGE.preOperation, isAsynchronous = false } = options;
  const { rows } = dataverse;
  const messageRow = rows.findWhere('sdkmessage', { name: message })[0];
  const filter = rows.findWhere('sdkmessagefilter', {
    primaryobjecttypecode: table,
    sdkmessageid: messageRow?.id ?? null,
  })[0];
  return rows.create('sdkmessageprocessingstep', {
    name: `Acme: ${message} of ${table}`,
    eventhandler: { table: 'serviceendpoint', id: endpoint },
    sdkmessageid: { table: 'sdkmessage', id: messageRow?.id ?? '' },
    sdkmessagefilterid: { table: 'sdkmessagefilter', id: filter?.id ?? '' },
    stage: isAsynchronous ? STAGE.postOperation : stage,
    mode: Number(isAsynchronous),
    rank: options.rank ?? 1,
    filteringattributes: options.columns ?? null,
    ...options.more,
  });
}

export const addImage = (
  { rows }: OpenedDataverse,
  step: string,
  type: 0 | 1 | 2,
  alias: string,
  attributes?: string,
): string =>
  rows.create('sdkmessageprocessingstepimage', {
    name: alias,
    entityalias: alias,
    imagetype: type,
    messagepropertyname: 'Target',
    attributes: attributes ?? null,
    sdkmessageprocessingstepid: { table: 'sdkmessageprocessingstep', id: step },
  });
