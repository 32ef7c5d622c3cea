/**
 * Room sandbox/dataverse, pipeline. Custom APIs as operations of the Web API: name, binding, parameters and response properties as
 * their rows say. Source: Microsoft Learn, "Create and use custom APIs", and the table references "CustomAPI",
 * "CustomAPIRequestParameter" and "CustomAPIResponseProperty".
 */
import type { Guid, OperationParameter, OperationType, RowReference, StoredRow } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';

export const API_TABLE = 'customapi';
export const PARAMETER_TABLE = 'customapirequestparameter';
export const PROPERTY_TABLE = 'customapiresponseproperty';

/** `type` of parameters and properties. */
export const TYPE = {
  boolean: 0,
  dateTime: 1,
  decimal: 2,
  entity: 3,
  entityCollection: 4,
  entityReference: 5,
  float: 6,
  integer: 7,
  money: 8,
  picklist: 9,
  string: 10,
  stringArray: 11,
  guid: 12,
} as const;

const EDM_TYPES: Readonly<Record<number, OperationType>> = {
  [TYPE.boolean]: 'Edm.Boolean',
  [TYPE.dateTime]: 'Edm.DateTimeOffset',
  [TYPE.decimal]: 'Edm.Decimal',
  [TYPE.float]: 'Edm.Double',
  [TYPE.integer]: 'Edm.Int32',
  [TYPE.money]: 'Edm.Decimal',
  [TYPE.picklist]: 'Edm.Int32',
  [TYPE.string]: 'Edm.String',
  [TYPE.stringArray]: 'Edm.String',
  [TYPE.guid]: 'Edm.Guid',
};

const BINDING = { global: 0, table: 1, collection: 2 } as const;

export interface CustomApiParameter extends OperationParameter {
  readonly kind: number;
}

export interface CustomApi {
  readonly uniqueName: string;
  readonly isFunction: boolean;
  /** Hidden from `$metadata`. */
  readonly isPrivate: boolean;
  readonly boundTo?: { readonly table: string; readonly collection?: boolean };
  readonly parameters: readonly CustomApiParameter[];
  readonly properties: readonly CustomApiParameter[];
  readonly privilege?: string;
}

function toParameter({ values }: StoredRow): CustomApiParameter {
  const kind = Number(values.type);
  const table = typeof values.logicalentityname === 'string' ? values.logicalentityname : undefined;
  // Without a table, an entity is open and a reference may lead anywhere.
  const entity: OperationType = `mscrm.${table ?? (kind === TYPE.entity ? 'expando' : 'crmbaseentity')}`;
  return {
    name: String(values.uniquename),
    type: EDM_TYPES[kind] ?? entity,
    kind,
    isCollection: kind === TYPE.entityCollection || kind === TYPE.stringArray,
    isOptional: values.isoptional === true,
  };
}

function byApi(store: RowStore, table: string): Map<Guid, CustomApiParameter[]> {
  const found = new Map<Guid, CustomApiParameter[]>();
  for (const row of store.findWhere(table, {})) {
    const api = (row.values.customapiid as RowReference | null | undefined)?.id ?? '';
    found.set(api, [...(found.get(api) ?? []), toParameter(row)]);
  }
  return found;
}

const ACTIVE = 0;

export function readCustomApis(store: RowStore): CustomApi[] {
  if (!store.metadata.table(API_TABLE)) return [];
  const parameters = byApi(store, PARAMETER_TABLE);
  const properties = byApi(store, PROPERTY_TABLE);
  return store.findWhere(API_TABLE, { statecode: ACTIVE }).map(({ id, values }): CustomApi => {
    const table = String(values.boundentitylogicalname ?? '');
    return {
      uniqueName: String(values.uniquename),
      isFunction: values.isfunction === true,
      isPrivate: values.isprivate === true,
      ...(values.bindingtype === BINDING.table ? { boundTo: { table } } : {}),
      ...(values.bindingtype === BINDING.collection ? { boundTo: { table, collection: true } } : {}),
      parameters: parameters.get(id) ?? [],
      properties: properties.get(id) ?? [],
      ...(typeof values.executeprivilegename === 'string' ? { privilege: values.executeprivilegename } : {}),
    };
  });
}
