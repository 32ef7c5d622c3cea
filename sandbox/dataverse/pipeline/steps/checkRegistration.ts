/**
 * Room sandbox/dataverse, pipeline. What a registration has to make sense of: webhooks, steps and images, whoever writes their rows.
 * Source of the rules: Microsoft Learn, "Register a plug-in" and "Register a WebHook". Codes and wording are inferred.
 */
import type { ColumnValue, RowReference, TableEvent } from '../../contracts';
import { DataverseError, missingArgument } from '../../errors';
import type { RowStore } from '../../rows/rowStore';
import type { TableEvents } from '../../rows/tableEvents';
import { STAGES } from '../runPipeline';
import { assertEndpoint } from '../webhooks/endpoint';
import { ENDPOINT_TABLE, IMAGE_TABLE, MODE, STEP_TABLE } from './registeredStep';

type Values = Readonly<Record<string, ColumnValue>>;

/** Which messages there are is the platform's own business. Code and wording inferred. */
function refuseChange({ table, message, context }: TableEvent): void {
  if (context.isSystem) return;
  throw new DataverseError(400, '0x80040800', `The '${message}' method does not support entities of type '${table}'.`);
}

/** The row as it will be. */
function resulting({ before, values }: TableEvent): Values {
  const given = Object.entries(values).filter((entry): entry is [string, ColumnValue] => entry[1] !== undefined);
  return { ...before?.values, ...Object.fromEntries(given) };
}

export function registerRegistrationChecks(store: RowStore, events: TableEvents): void {
  const before = (table: string, handle: (event: TableEvent) => void): void => {
    for (const message of ['Create', 'Update'] as const) events.register({ table, message, stage: 'before', handle });
  };
  before(ENDPOINT_TABLE, (event) => {
    assertEndpoint(resulting(event));
    // A solution that is imported again knows no secret and keeps the one that is set.
    if (event.values.authvalue !== undefined)
      event.values.isauthvalueset = event.values.authvalue !== null && event.values.authvalue !== '';
  });
  before(STEP_TABLE, (event) => assertStep(store, resulting(event)));
  before(IMAGE_TABLE, (event) => assertImage(store, resulting(event)));
  for (const table of ['sdkmessage', 'sdkmessagefilter']) {
    for (const message of ['Create', 'Update', 'Delete'] as const)
      events.register({ table, message, stage: 'before', handle: refuseChange });
  }
}

function assertStep(store: RowStore, values: Values): void {
  const { stage, mode } = values;
  if (!Object.values<unknown>(STAGES).includes(stage))
    throw missingArgument('A step runs at stage 10 (pre-validation), 20 (pre-operation) or 40 (post-operation).');
  if (mode === MODE.asynchronous && stage !== STAGES.postOperation)
    throw missingArgument('An asynchronous step can only run at stage 40 (post-operation).');
  const filter = values.sdkmessagefilterid as RowReference | null | undefined;
  const message = values.sdkmessageid as RowReference | null | undefined;
  const filterRow = filter && store.find('sdkmessagefilter', filter.id);
  const ofFilter = filterRow?.values.sdkmessageid as RowReference | null | undefined;
  if (filterRow && ofFilter?.id !== message?.id)
    throw missingArgument('The message filter of a step has to be one of its message.');
  assertAllowed(store, message, mode);
}

/** `allowedcustomprocessingsteptype` of custom APIs. */
const ALLOWED = { none: 0, asynchronous: 1 } as const;

function assertAllowed(store: RowStore, message: RowReference | null | undefined, mode: unknown): void {
  if (!message || !store.metadata.table('customapi')) return;
  const [api] = store.findWhere('customapi', { sdkmessageid: message.id });
  const allowed = api?.values.allowedcustomprocessingsteptype;
  if (allowed === ALLOWED.none)
    throw missingArgument(`The custom API '${String(api?.values.uniquename)}' takes no steps.`);
  if (allowed === ALLOWED.asynchronous && mode !== MODE.asynchronous)
    throw missingArgument(`The custom API '${String(api?.values.uniquename)}' takes asynchronous steps only.`);
}

/** Create has no row before, Delete none after. */
function assertImage(store: RowStore, values: Values): void {
  const step = values.sdkmessageprocessingstepid as RowReference | null | undefined;
  const row = step && store.find(STEP_TABLE, step.id);
  const message = row?.values.sdkmessageid as RowReference | null | undefined;
  const name = message && store.find('sdkmessage', message.id)?.values.name;
  const type = values.imagetype;
  if (name === 'Create' && type !== 1)
    throw missingArgument('A step of Create can only have an image of the row after it.');
  if (name === 'Delete' && type !== 0)
    throw missingArgument('A step of Delete can only have an image of the row before it.');
  if (type !== 0 && row?.values.stage !== STAGES.postOperation)
    throw missingArgument('Only steps at stage 40 can have an image of the row after the operation.');
}
