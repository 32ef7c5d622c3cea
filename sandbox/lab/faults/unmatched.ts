/**
 * Room sandbox/lab, faults. What an order names and nothing here is called: a slip of the pen would else wait for a request that
 * never comes. A hint only: the solution that brings the table may come later, and a request that was met proves it wrong.
 */
import type { OpenedDataverse } from '../../dataverse/open';
import { isDefinitionsSet } from '../../dataverse/webApi/definitions/definitionsRequest';
import type { PendingFault } from './faultPlan';
import { ROW_MESSAGES, type OperationMatch } from './operationMatch';

export type NamedPart = Exclude<keyof OperationMatch, 'method'>;

/** A fault to come, and what of it seems to be misspelt. */
export interface ListedFault extends PendingFault {
  readonly unmatched: readonly NamedPart[];
}

/** Where the names are. */
export type KnownNames = Pick<OpenedDataverse, 'metadata' | 'operations'>;

export function toListedFault(known: KnownNames, fault: PendingFault): ListedFault {
  return { ...fault, unmatched: fault.met > 0 ? [] : findUnmatched(known, fault.operation) };
}

function findUnmatched(known: KnownNames, { set, message, path }: OperationMatch): NamedPart[] {
  const parts: NamedPart[] = [];
  if (set !== undefined && !isSet(known, set)) parts.push('set');
  if (message !== undefined && !isMessage(known, message)) parts.push('message');
  // Paths are compared from their slash on, without the query.
  if (path !== undefined && (!/^[/*]/.test(path) || path.includes('?'))) parts.push('path');
  return parts;
}

const isSame = (wanted: string) => {
  const lower = wanted.toLowerCase();
  return (name: string): boolean => name.toLowerCase() === lower;
};

const isSet = ({ metadata }: KnownNames, name: string): boolean =>
  metadata.tables().some(({ entitySetName }) => isSame(name)(entitySetName));

/** Also `$batch`, `$metadata` and their like, and the properties of rows: an order may name the last segment of a path. */
function isMessage({ metadata, operations }: KnownNames, name: string): boolean {
  const is = isSame(name);
  return (
    name.startsWith('$') ||
    ROW_MESSAGES.some(is) ||
    isDefinitionsSet(name) ||
    operations.find(name) !== undefined ||
    operations.all().some((operation) => is(operation.name)) ||
    metadata
      .tables()
      .some(
        ({ logicalName, columns }) =>
          columns.some((column) => is(column.logicalName)) ||
          metadata
            .manyToOne(logicalName)
            .some((one) => is(one.navigationProperty) || is(one.collectionNavigationProperty)) ||
          metadata.manyToMany(logicalName).some(({ schemaName }) => is(schemaName)),
      )
  );
}
