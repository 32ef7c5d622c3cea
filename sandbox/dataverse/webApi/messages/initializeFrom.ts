/**
 * Room sandbox/dataverse, Web API. InitializeFrom: the values that a new row starts with when it is made from another one. It
 * creates nothing. Source: Microsoft Learn, "Create a table row using the Web API", create from another row.
 */
import type { ColumnValue, Operation, RowReference } from '../../contracts';
import { badPayload, rowDoesNotExist, unknownTable } from '../../errors';
import type { Column, Table } from '../../model';
import type { OpenedDataverse } from '../../open';
import { mappedColumns } from '../../platform/rowMaps';
import { isLookup } from '../../storage/columnStorage';
import { enumMember } from '../enumTypes';
import { resolveReference } from '../path';
import type { JsonObject } from '../payload';
import { toWireValue } from '../serializeRows';

const IS_TAKEN: Readonly<Record<string, (column: Column) => boolean>> = {
  All: () => true,
  ValidForCreate: (column) => column.validForCreate,
  ValidForUpdate: (column) => column.validForUpdate,
  ValidForRead: (column) => column.validForRead,
};

export const initializeFrom = (dataverse: OpenedDataverse): Operation => ({
  name: 'InitializeFrom',
  kind: 'function',
  parameters: [
    { name: 'EntityMoniker', type: 'mscrm.crmbaseentity' },
    { name: 'TargetEntityName', type: 'Edm.String' },
    { name: 'TargetFieldType', type: 'mscrm.TargetFieldType' },
  ],
  returnsWhole: { type: 'mscrm.crmbaseentity' },
  run({ parameters, context }) {
    const reference = (parameters['EntityMoniker'] as JsonObject)['@odata.id'];
    if (typeof reference !== 'string') throw badPayload(undefined, "EntityMoniker needs '@odata.id'.");
    const source = resolveReference(dataverse, reference);
    const target = dataverse.metadata.table(String(parameters['TargetEntityName']));
    if (!target) throw unknownTable(String(parameters['TargetEntityName']));
    const row = dataverse.rows.find(source.table, source.id);
    if (!row) throw rowDoesNotExist(source.table, source.id);
    dataverse.security.requireReadable(context, source);
    const isTaken = IS_TAKEN[enumMember('TargetFieldType', parameters['TargetFieldType']) ?? 'All'] ?? IS_TAKEN['All'];
    return {
      '@odata.context': `#${target.entitySetName}/$entity`,
      '@odata.type': `#Microsoft.Dynamics.CRM.${target.logicalName}`,
      ...linkTo(dataverse, target, source),
      ...mapped(dataverse, target, source, row.values, (column) => isTaken?.(column) ?? true),
    };
  },
});

/** Lookups through which rows of a table hang on another row; the first that is not polymorphic, or else the customer. */
function linkTo(dataverse: OpenedDataverse, target: Table, source: RowReference): Record<string, string> {
  const candidates = dataverse.metadata
    .manyToOne(target.logicalName)
    .filter((one) => one.referencedTable === source.table && one.referencingColumn.startsWith('parent'));
  const customer = dataverse.metadata
    .manyToOne(target.logicalName)
    .filter((one) => one.referencedTable === source.table && one.referencingColumn === 'customerid');
  const [link] = [...candidates, ...customer];
  return link ? { [`${link.navigationProperty}@odata.bind`]: urlOf(dataverse, source) } : {};
}

function mapped(
  dataverse: OpenedDataverse,
  target: Table,
  source: RowReference,
  values: Readonly<Record<string, ColumnValue>>,
  isTaken: (column: Column) => boolean,
): Record<string, unknown> {
  const { metadata } = dataverse;
  return Object.fromEntries(
    mappedColumns(source.table, target.logicalName).flatMap((name) => {
      const column = metadata.column(target.logicalName, name);
      const value = values[name] ?? null;
      if (!column || value === null || !isTaken(column)) return [];
      if (!isLookup(column)) return [[name, toWireValue(column, value)]];
      const reference = value as RowReference;
      const link = metadata
        .manyToOne(target.logicalName)
        .find((one) => one.referencingColumn === name && one.referencedTable === reference.table);
      return link ? [[`${link.navigationProperty}@odata.bind`, urlOf(dataverse, reference)]] : [];
    }),
  );
}

const urlOf = ({ metadata }: OpenedDataverse, { table, id }: RowReference): string =>
  `${metadata.table(table)?.entitySetName ?? table}(${id})`;
