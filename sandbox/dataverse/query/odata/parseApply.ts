/**
 * Room sandbox/dataverse. `$apply` as a pipeline: conditions, then groups or aggregates. Knows the transformations that
 * Dataverse takes. Source: Microsoft Learn, "Aggregate data using OData".
 */
import { NotSupportedBySandboxError } from '../../errors';
import type { FilterExpression } from './parseFilter';
import { parseFilter } from './parseFilter';
import { splitText } from './splitText';
import { ODataSyntaxError } from './syntaxError';

export interface ApplyAggregate {
  /** Absent for `$count`. */
  readonly property?: string;
  readonly method: string;
  readonly alias: string;
  readonly position: number;
}

export interface ApplyPipeline {
  readonly filters: readonly FilterExpression[];
  /** Paths of columns: `['primarycontactid', 'fullname']`. */
  readonly groups: readonly { readonly segments: readonly string[]; readonly position: number }[];
  readonly aggregates: readonly ApplyAggregate[];
}

const CALL = /^\s*([A-Za-z]+)\s*\(([\s\S]*)\)\s*$/;

interface Call {
  readonly name: string;
  readonly inner: string;
  readonly position: number;
}

function readCall(text: string, position: number): Call {
  const match = CALL.exec(text);
  if (!match?.[1]) throw new ODataSyntaxError(`Syntax error: '${text.trim()}' is not a transformation`, position, text);
  return { name: match[1], inner: match[2] ?? '', position: position + text.indexOf('(') + 1 };
}

/** @throws {DataverseError} for a syntax error, and for transformations that are not taken */
export function parseApply(text: string): ApplyPipeline {
  const filters: FilterExpression[] = [];
  const steps = splitText(text, '/').map((part) => readCall(part.text, part.position));
  for (const [index, step] of steps.entries()) {
    if (step.name === 'filter') {
      filters.push(parseFilter(step.inner, step.position));
      continue;
    }
    if (step.name !== 'groupby' && step.name !== 'aggregate')
      throw new NotSupportedBySandboxError(`the transformation '${step.name}' of $apply`);
    if (index < steps.length - 1) throw new NotSupportedBySandboxError(`transformations after ${step.name} in $apply`);
    return step.name === 'groupby'
      ? { filters, ...parseGroupBy(step) }
      : { filters, groups: [], aggregates: parseAggregates(step) };
  }
  return { filters, groups: [], aggregates: [] };
}

function parseGroupBy(step: Call): Pick<ApplyPipeline, 'groups' | 'aggregates'> {
  const [list, second, third] = splitText(step.inner, ',', step.position);
  const names = /^\s*\(([\s\S]+)\)\s*$/.exec(list?.text ?? '');
  if (!list || !names?.[1] || third)
    throw new ODataSyntaxError(
      `Syntax error: groupby takes a list in parentheses and one aggregate`,
      step.position,
      step.inner,
    );
  const groups = splitText(names[1], ',', list.position + 1).map((part) => {
    const name = part.text.trim();
    if (!/^[A-Za-z_]\w*(\/[A-Za-z_]\w*)*$/.test(name))
      throw new ODataSyntaxError(`Syntax error: '${name}' is not a property to group by`, part.position, step.inner);
    return { segments: name.split('/'), position: part.position };
  });
  if (!second) return { groups, aggregates: [] };
  const inner = readCall(second.text, second.position);
  if (inner.name !== 'aggregate')
    throw new NotSupportedBySandboxError(`the transformation '${inner.name}' inside groupby`);
  return { groups, aggregates: parseAggregates(inner) };
}

const AGGREGATE = /^\s*(?:\$count|([A-Za-z_]\w*)\s+with\s+([A-Za-z]+))\s+as\s+([A-Za-z_]\w*)\s*$/;

const parseAggregates = (step: Call): ApplyAggregate[] =>
  splitText(step.inner, ',', step.position).map((part) => {
    const match = AGGREGATE.exec(part.text);
    if (!match?.[3])
      throw new ODataSyntaxError(`Syntax error: '${part.text.trim()}' is not an aggregate`, part.position, step.inner);
    const [, property, method, alias] = match;
    return {
      method: method ?? '$count',
      alias,
      position: part.position,
      ...(property === undefined ? {} : { property }),
    };
  });
