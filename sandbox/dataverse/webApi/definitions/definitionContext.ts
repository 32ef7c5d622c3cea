/**
 * Room sandbox/dataverse, Web API definitions. How an answer about definitions says what it is: `@odata.context`, and the types that
 * its context leaves open. Source: Microsoft Learn, the answers shown in "Query table definitions using the Web API" and "Reference
 * Dataverse schema definitions by name or MetadataId".
 */
import type { ODataOptions } from '../../query/odata/parseOptions';
import { parseArguments, type PathSegment } from '../path';

/** Sets and navigation properties that give more than one type: the base that they are declared with. */
const BASE_TYPES: ReadonlyMap<string, string> = new Map([
  ['RelationshipDefinitions', 'RelationshipMetadataBase'],
  ['GlobalOptionSetDefinitions', 'OptionSetMetadataBase'],
  ['Attributes', 'AttributeMetadata'],
]);

const CAST = /^Microsoft\.Dynamics\.CRM\.(\w+)$/;

/** `PicklistAttributeMetadata` for a segment that casts to it. */
export const castOf = ({ name }: PathSegment): string | undefined => CAST.exec(name)?.[1];

/** The base type that a set or navigation property is declared with; `undefined`: whatever it gives is of one type. */
export const declaredType = (name: string): string | undefined => BASE_TYPES.get(name);

/** The base type that a path ends at, cast or not; `undefined`: what it gives is of one type. */
export function declaredTypeOf(path: readonly PathSegment[]): string | undefined {
  const last = path.at(-1);
  return last && (castOf(last) ?? declaredType(last.name));
}

/** A key by one name goes without the name. */
function keyOf({ key }: PathSegment): string {
  if (key === undefined) return '';
  const values = [...parseArguments(key).values()];
  return `(${values.length === 1 ? values[0] : key})`;
}

function columns({ select, expand }: ODataOptions): string {
  const parts = [
    ...(select ?? []).map(({ name }) => name),
    ...(expand ?? []).map((item) => `${item.navigationProperty}${columns(item.options) || '()'}`),
  ];
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
}

/** What stands behind `$metadata#`. The set that an answer is from goes without the key that chose one of it. */
export function definitionContext(
  path: readonly PathSegment[],
  kind: 'many' | 'one' | 'value',
  options: ODataOptions,
): string {
  if (kind === 'value') return path.map((segment) => `${segment.name}${keyOf(segment)}`).join('/');
  const own = path.map(castOf).lastIndexOf(undefined);
  const place = path.map((segment, index) => `${segment.name}${index < own ? keyOf(segment) : ''}`).join('/');
  return `${place}${columns(options)}${kind === 'one' ? '/$entity' : ''}`;
}
