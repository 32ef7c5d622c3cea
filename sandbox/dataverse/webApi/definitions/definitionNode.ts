/**
 * Room sandbox/dataverse, Web API definitions. A definition (of a table, column, relationship, choice) as something that
 * `$select`, `$filter` and `$expand` work on. Definitions are few and in memory; rows never come this way.
 */
import { badQuery, NotSupportedBySandboxError } from '../../errors';
import { metadataId } from '../../metadata/metadataId';
import type { Labels } from '../../model';
import { ownValue } from '../../ownValue';
import type { FilterExpression } from '../../query/odata/parseFilter';
import type { ODataOptions } from '../../query/odata/parseOptions';
import { declaredType } from './definitionContext';

export interface DefinitionNode {
  /** `PicklistAttributeMetadata` */
  readonly type: string;
  /** Base types, nearest first. */
  readonly bases: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  /** Navigation properties, made when they are asked for. */
  readonly navigation: Readonly<Record<string, () => DefinitionNode | readonly DefinitionNode[] | null>>;
}

/** A label as the metadata API writes it. */
export function toLabel(labels: Labels | undefined, language = 1033): unknown {
  const localized = Object.entries(labels ?? {}).map(([code, label]) => ({
    Label: label,
    LanguageCode: Number(code),
    IsManaged: true,
    MetadataId: metadataId('label', code, label),
    HasChanged: null,
  }));
  const own = localized.find((one) => one.LanguageCode === language) ?? localized[0] ?? null;
  return { LocalizedLabels: localized, UserLocalizedLabel: own };
}

export const managed = (value: unknown, name: string, canBeChanged = true): unknown => ({
  Value: value,
  CanBeChanged: canBeChanged,
  ManagedPropertyLogicalName: name,
});

export const isOfType = (node: DefinitionNode, type: string): boolean =>
  node.type === type || node.bases.includes(type);

type Plain = string | number | boolean | null;

function operandOf(node: DefinitionNode, expression: FilterExpression): Plain {
  if (expression.kind === 'literal') {
    switch (expression.type) {
      case 'null':
        return null;
      case 'boolean':
        return expression.text === 'true';
      case 'number':
        return Number(expression.text);
      case 'enum':
        return expression.text.slice(expression.text.indexOf("'") + 1, -1);
      default:
        return expression.text;
    }
  }
  if (expression.kind !== 'path') throw new NotSupportedBySandboxError('this $filter over definitions');
  let current: unknown = node.values;
  for (const segment of expression.segments) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) {
      throw badQuery(
        `Could not find a property named '${expression.segments.join('/')}' on type 'Microsoft.Dynamics.CRM.${node.type}'.`,
      );
    }
    current = (current as Record<string, unknown>)[segment];
  }
  return typeof current === 'object' ? null : (current as Plain);
}

function fulfils(node: DefinitionNode, expression: FilterExpression): boolean {
  switch (expression.kind) {
    case 'logical':
      return expression.operator === 'and'
        ? expression.operands.every((operand) => fulfils(node, operand))
        : expression.operands.some((operand) => fulfils(node, operand));
    case 'not':
      return !fulfils(node, expression.operand);
    case 'compare': {
      const left = operandOf(node, expression.left);
      const right = operandOf(node, expression.right);
      if (expression.operator === 'eq') return left === right;
      if (expression.operator === 'ne') return left !== right;
      throw new NotSupportedBySandboxError(`'${expression.operator}' in a $filter over definitions`);
    }
    case 'path':
      return operandOf(node, expression) === true;
    default:
      throw new NotSupportedBySandboxError('this $filter over definitions');
  }
}

/** @param declared the base type that its place is declared with, see `declaredTypeOf`: a definition of another type names its own */
function project(node: DefinitionNode, options: ODataOptions, declared?: string): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  if (declared !== undefined && declared !== node.type) wire['@odata.type'] = `#Microsoft.Dynamics.CRM.${node.type}`;
  const names = options.select?.map((item) => item.name) ?? Object.keys(node.values);
  for (const name of names) {
    if (!Object.hasOwn(node.values, name)) {
      throw badQuery(`Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${node.type}'.`);
    }
    wire[name] = node.values[name];
  }
  wire.MetadataId ??= node.values.MetadataId;
  for (const item of options.expand ?? []) {
    const follow = ownValue(node.navigation, item.navigationProperty);
    if (!follow) {
      throw badQuery(
        `Could not find a property named '${item.navigationProperty}' on type 'Microsoft.Dynamics.CRM.${node.type}'.`,
      );
    }
    const target = follow();
    const inner = declaredType(item.navigationProperty);
    wire[item.navigationProperty] = Array.isArray(target)
      ? projectAll(target as readonly DefinitionNode[], item.options, inner)
      : target && project(target as DefinitionNode, item.options, inner);
  }
  return wire;
}

/** Filtered and projected. Differs from the platform: `$top` is obeyed although the platform ignores it here. */
export function projectAll(
  nodes: readonly DefinitionNode[],
  options: ODataOptions,
  declared?: string,
): Record<string, unknown>[] {
  const { filter } = options;
  const kept = filter ? nodes.filter((node) => fulfils(node, filter)) : nodes;
  return kept.slice(0, options.top ?? kept.length).map((node) => project(node, options, declared));
}

export const projectOne = project;
