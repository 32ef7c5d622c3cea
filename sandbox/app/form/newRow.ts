/** Room sandbox/app. First values of a new row: the columns' defaults, the caller's defaults, and the row it is created from. */
import type { EntityReference } from '../contracts';
import type { FormAttribute } from './attribute';
import type { FormSession } from './formSession';
import { normalizeId } from './xml';
import type { AttributeValue } from './values';
import { isLookupColumn } from './values';

/** Columns that say who did something; a row created from a user's row is not related to it through them. */
const SYSTEM_LOOKUPS = [
  'createdby',
  'modifiedby',
  'createdonbehalfby',
  'modifiedonbehalfby',
  'owninguser',
  'owningteam',
  'ownerid',
];

/** Fills a new row. Values that a caller gives count as changes, so that they are saved; defaults of columns do not. */
export function fillNewRow(
  session: FormSession,
  defaults: Readonly<Record<string, unknown>>,
  createdFrom: EntityReference | undefined,
): void {
  for (const attribute of session.attributes.values()) attribute.load(columnDefault(session, attribute));
  for (const [name, value] of Object.entries(defaults)) {
    const attribute = session.attributes.get(name);
    if (attribute && value !== undefined && value !== null) attribute.set(toDefault(attribute, value));
  }
  if (createdFrom) fillParent(session, createdFrom);
}

function columnDefault(session: FormSession, attribute: FormAttribute): AttributeValue {
  const { column } = attribute;
  if (column.type === 'Owner') {
    return [
      {
        id: session.services.user.id.replace(/[{}]/g, '').toLowerCase(),
        name: session.services.user.name,
        entityType: 'systemuser',
      },
    ];
  }
  if (column.type === 'Boolean') return column.defaultValue === true || column.defaultValue === 1;
  if (column.defaultValue === undefined || column.defaultValue === -1) return null;
  return column.defaultValue;
}

function toDefault(attribute: FormAttribute, value: unknown): AttributeValue {
  const { column } = attribute;
  if (isLookupColumn(column)) {
    const list = (Array.isArray(value) ? value : [value]) as { id: string; name?: string; entityType?: string }[];
    return list.map((one) => ({
      id: normalizeId(one.id),
      name: one.name ?? '',
      entityType: one.entityType ?? column.targets?.[0] ?? '',
    }));
  }
  if (column.type === 'DateTime' && !(value instanceof Date)) return new Date(String(value));
  if (column.type === 'Boolean') return value === true || value === 'true' || value === 1 || value === '1';
  if (['Picklist', 'State', 'Status', 'Integer', 'BigInt', 'Decimal', 'Double', 'Money'].includes(column.type))
    return Number(value);
  if (column.type === 'MultiSelectPicklist')
    return (Array.isArray(value) ? value : String(value).split(',')).map(Number);
  return String(value);
}

/**
 * Fills the lookup towards the row that the new one is created from, unless a default already did.
 * Differs from the platform: relationship column mappings are not applied.
 */
function fillParent(session: FormSession, parent: EntityReference): void {
  const names = session.info.manyToOne
    .filter((relationship) => relationship.referencedTable === parent.entityType)
    .map((relationship) => relationship.referencingColumn)
    .filter((name) => !SYSTEM_LOOKUPS.includes(name));
  const candidates = names.flatMap((name) => session.attributes.get(name) ?? []);
  const id = normalizeId(parent.id);
  const pointsThere = (attribute: FormAttribute): boolean =>
    Array.isArray(attribute.value) && attribute.value.some((one) => typeof one === 'object' && one.id === id);
  if (candidates.some(pointsThere)) return;
  candidates
    .find((attribute) => attribute.value === null)
    ?.set([{ id, name: parent.name ?? '', entityType: parent.entityType }]);
}
