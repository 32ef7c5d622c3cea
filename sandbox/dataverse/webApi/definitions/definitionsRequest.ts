/**
 * Room sandbox/dataverse, Web API definitions. Requests on `EntityDefinitions`, `RelationshipDefinitions` and
 * `GlobalOptionSetDefinitions`: walks the path through the definitions and applies the query options.
 */
import { DataverseError, methodNotAllowed, noSuchSegment, NotSupportedBySandboxError } from '../../errors';
import { ownValue } from '../../ownValue';
import type { RequestOptions } from '../../query/odata/parseOptions';
import { parseRequestOptions } from '../../query/odata/parseOptions';
import { toGuid } from '../../rows/coerceValue';
import type { ApiResponse, Exchange } from '../exchange';
import { json } from '../exchange';
import { languageOf } from '../formattedValues';
import type { PathSegment } from '../path';
import { parseArguments, unquote } from '../path';
import { appliedHeaders } from '../readRows';
import { ATTRIBUTE_TYPES, choiceNode } from './attributeDefinitions';
import { castOf, declaredTypeOf, definitionContext } from './definitionContext';
import type { DefinitionNode } from './definitionNode';
import { isOfType, projectAll, projectOne } from './definitionNode';
import { manyToManyNode, relationshipNode, tableNode } from './tableDefinitions';

const SETS = ['EntityDefinitions', 'RelationshipDefinitions', 'GlobalOptionSetDefinitions'] as const;

/** What a path may cast to; a name that is none would otherwise look like one without columns. */
const CAST_TYPES: ReadonlySet<string> = new Set([
  ...ATTRIBUTE_TYPES,
  'RelationshipMetadataBase',
  'OneToManyRelationshipMetadata',
  'ManyToManyRelationshipMetadata',
  'OptionSetMetadataBase',
  'OptionSetMetadata',
  'BooleanOptionSetMetadata',
  'ManagedPropertyAttributeMetadata',
]);

export const isDefinitionsSet = (name: string): boolean => (SETS as readonly string[]).includes(name);

function setNodes({ dataverse, context }: Exchange, name: string): DefinitionNode[] {
  const { metadata } = dataverse;
  const language = languageOf(dataverse, context);
  switch (name as (typeof SETS)[number]) {
    case 'EntityDefinitions':
      return metadata.tables().map((table) => tableNode(metadata, table, language));
    case 'RelationshipDefinitions':
      return [
        ...metadata
          .tables()
          .flatMap((table) => metadata.manyToOne(table.logicalName))
          .map((one) => relationshipNode(metadata, one)),
        ...metadata.manyToMany().map(manyToManyNode),
      ];
    case 'GlobalOptionSetDefinitions':
      return metadata.choices().map((choice) => choiceNode(choice, language));
  }
}

/** The one definition that a key names: by id, or by one of its names. */
function byKey(nodes: readonly DefinitionNode[], segment: PathSegment): DefinitionNode {
  const key = segment.key ?? '';
  const id = toGuid(key);
  const wanted: [string, string][] =
    id === undefined
      ? [...parseArguments(key)].map(([name, text]) => [name, unquote(text) ?? text])
      : [['MetadataId', id]];
  const found = nodes.find((node) => wanted.length > 0 && wanted.every(([name, text]) => node.values[name] === text));
  if (!found)
    throw new DataverseError(
      404,
      '0x80060888',
      `Could not find a definition with the key '${key}' in '${segment.name}'.`,
    );
  return found;
}

/** What a path stands for: definitions, one definition, or a plain value. */
type Place =
  | { readonly kind: 'many'; readonly nodes: readonly DefinitionNode[] }
  | { readonly kind: 'one'; readonly node: DefinitionNode }
  | { readonly kind: 'value'; readonly value: unknown };

function step(place: Place, segment: PathSegment): Place {
  const cast = castOf(segment);
  if (cast !== undefined && !CAST_TYPES.has(cast)) throw noSuchSegment(segment.name);
  if (cast !== undefined && place.kind === 'many') {
    const nodes = place.nodes.filter((node) => isOfType(node, cast));
    return segment.key === undefined ? { kind: 'many', nodes } : { kind: 'one', node: byKey(nodes, segment) };
  }
  if (cast !== undefined && place.kind === 'one') {
    if (!isOfType(place.node, cast)) throw noSuchSegment(segment.name);
    return place;
  }
  if (place.kind !== 'one') throw noSuchSegment(segment.name);
  const follow = ownValue(place.node.navigation, segment.name);
  if (!follow) {
    if (!Object.hasOwn(place.node.values, segment.name)) throw noSuchSegment(segment.name);
    return { kind: 'value', value: place.node.values[segment.name] };
  }
  const target = follow();
  if (target === null) return { kind: 'value', value: null };
  if (!Array.isArray(target)) return { kind: 'one', node: target as DefinitionNode };
  const nodes = target as readonly DefinitionNode[];
  return segment.key === undefined ? { kind: 'many', nodes } : { kind: 'one', node: byKey(nodes, segment) };
}

function answer(exchange: Exchange, path: readonly PathSegment[], place: Place, options: RequestOptions): ApiResponse {
  const context = `${exchange.request.serviceRoot}$metadata#${definitionContext(path, place.kind, options)}`;
  const declared = declaredTypeOf(path);
  const headers = appliedHeaders(exchange, ['return=', 'odata.maxpagesize']);
  switch (place.kind) {
    case 'many':
      return json(200, { '@odata.context': context, value: projectAll(place.nodes, options, declared) }, headers);
    case 'one':
      return json(200, { '@odata.context': context, ...projectOne(place.node, options, declared) }, headers);
    case 'value':
      return json(200, { '@odata.context': context, value: place.value }, headers);
  }
}

/** Answers a request whose first segment is one of the definition sets. */
export function definitionsRequest(exchange: Exchange, first: PathSegment, rest: readonly PathSegment[]): ApiResponse {
  const { request } = exchange;
  if (request.method !== 'GET') {
    if (['POST', 'PUT', 'DELETE'].includes(request.method))
      throw new NotSupportedBySandboxError('changing definitions over the Web API; import a solution');
    throw methodNotAllowed(request.method, first.name);
  }
  const options = parseRequestOptions(request.queryString);
  // One table is by far the most frequent question: the others need not be built for it.
  const nodes = namedTable(exchange, first) ?? setNodes(exchange, first.name);
  const start: Place = first.key === undefined ? { kind: 'many', nodes } : { kind: 'one', node: byKey(nodes, first) };
  const last = rest.at(-1);
  if (last?.name === '$count' && rest.length > 0) {
    const counted = rest.slice(0, -1).reduce(step, start);
    if (counted.kind !== 'many') throw noSuchSegment('$count');
    return {
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: `\ufeff${projectAll(counted.nodes, options).length}`,
    };
  }
  return answer(exchange, [first, ...rest], rest.reduce(step, start), options);
}

function namedTable({ dataverse, context }: Exchange, { name, key }: PathSegment): DefinitionNode[] | undefined {
  if (name !== 'EntityDefinitions' || key === undefined) return undefined;
  const logicalName = unquote(parseArguments(key).get('LogicalName') ?? '');
  const table = logicalName === undefined ? undefined : dataverse.metadata.table(logicalName);
  return table && [tableNode(dataverse.metadata, table, languageOf(dataverse, context))];
}
