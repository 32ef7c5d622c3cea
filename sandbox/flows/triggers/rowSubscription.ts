/**
 * Room sandbox/flows. What a row trigger subscribes to, read from its parameters and checked against the tables that there
 * are. Differs from the platform: it takes wrong numbers and columns without a word and never fires.
 */
import { FlowNotSupportedError } from '../contracts';
import type { FlowObject, FlowValue } from '../expressions';
import { parseTimestamp } from '../expressions/time/parseTimestamp';
import type { MetadataService } from '../../dataverse/contracts';
import { TriggerInvalidError, type RowSubscription } from './contracts';

const PREFIX = 'subscriptionRequest/';
const KNOWN = [
  'message',
  'entityname',
  'scope',
  'filteringattributes',
  'filterexpression',
  'postponeuntil',
  'runas',
  'name',
];

/** @param parameters those of the trigger's operation @throws {TriggerInvalidError} @throws {FlowNotSupportedError} */
export function readSubscription(trigger: string, parameters: FlowObject, metadata: MetadataService): RowSubscription {
  const unknown = Object.keys(parameters).find(
    (key) => !key.startsWith(PREFIX) || !KNOWN.includes(key.slice(PREFIX.length)),
  );
  if (unknown !== undefined) throw new FlowNotSupportedError(`the parameter '${unknown}' of a row trigger`);
  const value = (name: string): FlowValue => parameters[`${PREFIX}${name}`] ?? null;
  const text = (name: string): string | undefined => {
    const one = value(name);
    return typeof one === 'string' && one.trim() !== '' ? one.trim() : undefined;
  };
  const refuse = (what: string): never => {
    throw new TriggerInvalidError(trigger, what);
  };
  const number = (name: string, highest: number, fallback?: number): number => {
    const one = value(name) ?? fallback;
    if (typeof one === 'number' && Number.isInteger(one) && one >= 1 && one <= highest) return one;
    return refuse(`has no ${name} that is a number from 1 to ${highest}`);
  };
  if (text('name') !== undefined) throw new FlowNotSupportedError('a trigger on an action instead of on rows');
  const tableName = text('entityname') ?? refuse('names no table');
  const table = metadata.table(tableName);
  if (!table) return refuse(`names the table '${tableName}', which does not exist`);
  const columns = new Map(table.columns.map((column) => [column.logicalName, column]));
  const filteringColumns = (text('filteringattributes') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const missing = filteringColumns.find((name) => !columns.has(name));
  if (missing !== undefined) refuse(`waits for changes of the column '${missing}', which ${tableName} does not have`);
  const postponeUntil = text('postponeuntil');
  const isTime = postponeUntil === undefined || parseTimestamp(postponeUntil) !== undefined;
  if (!isTime && columns.get(postponeUntil)?.type !== 'DateTime') {
    refuse(`postpones until '${postponeUntil}', which is neither a time nor a column of ${tableName} that holds one`);
  }
  const filter = text('filterexpression');
  return {
    table: table.logicalName,
    message: number('message', 7),
    scope: number('scope', 4),
    filteringColumns,
    ...(filter === undefined ? {} : { filter }),
    ...(postponeUntil === undefined ? {} : { postponeUntil }),
    runAs: number('runas', 3, 3),
  };
}
