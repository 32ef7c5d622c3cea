/**
 * Room sandbox/dataverse, pipeline. Parameters and results of a custom API as execution contexts carry them. Rows keep the attributes that
 * the JSON of the call had (inferred).
 */
import type { RowReference } from '../../contracts';
import type { MetadataStore } from '../../metadata/metadataStore';
import { date, EMPTY_ID, optionSetValue, openEntity, reference, typed } from '../steps/contextValues';
import { TYPE, type CustomApiParameter } from './readCustomApis';

type Json = Readonly<Record<string, unknown>>;

/** @param target the row that a bound API was called on */
export function toContextParameters(
  metadata: MetadataStore,
  declared: readonly CustomApiParameter[],
  values: Json,
  target?: RowReference,
): Json {
  const given: Record<string, unknown> = target ? { Target: reference(target) } : {};
  for (const parameter of declared) {
    const value = values[parameter.name];
    if (value !== undefined) given[parameter.name] = toContextValue(metadata, parameter, value);
  }
  return given;
}

function toContextValue(metadata: MetadataStore, { kind, type }: CustomApiParameter, value: unknown): unknown {
  if (value === null) return null;
  switch (kind) {
    case TYPE.dateTime:
      return date(String(value));
    case TYPE.money:
      return typed('Money', { Value: value });
    case TYPE.picklist:
      return optionSetValue(Number(value));
    case TYPE.entityReference:
      return reference(toReference(metadata, type, value as Json));
    case TYPE.entity:
      return toEntity(metadata, type, value as Json);
    case TYPE.entityCollection:
      return typed('EntityCollection', {
        Entities: (value as readonly Json[]).map((row) => toEntity(metadata, type, row)),
        MoreRecords: false,
        PagingCookie: null,
      });
    default:
      return value;
  }
}

/** The table that the JSON names, or the declared one; with its id where the JSON has it. */
function toReference(metadata: MetadataStore, type: string, row: Json): RowReference {
  const link = /(\w+)\(([0-9a-f-]{36})\)$/i.exec(String(row['@odata.id'] ?? ''));
  const bySet = link && metadata.tableBySet(link[1] ?? '');
  if (bySet) return { table: bySet.logicalName, id: String(link[2]).toLowerCase() };
  const name =
    String(row['@odata.type'] ?? type)
      .split('.')
      .at(-1) ?? '';
  const id = row[metadata.table(name)?.primaryId ?? ''];
  return { table: name, id: typeof id === 'string' ? id.toLowerCase() : EMPTY_ID };
}

function toEntity(metadata: MetadataStore, type: string, row: Json): Json {
  const { table, id } = toReference(metadata, type, row);
  const attributes = Object.entries(row).filter(([name]) => !name.includes('@'));
  return openEntity(table, id, Object.fromEntries(attributes));
}
