/**
 * Room solution, flows. The environment variables that the flows read, as their definitions in solution/src say, and how an
 * expression reads one.
 */
import { childText, parseXml } from '../xml';
import type { SolutionSource } from '../readSource';
import { SourceInvalidError } from '../errors';
import { parameterKey, type FlowVariable } from './definition';

/** Types of environment variables, and of parameters. Source: Microsoft Learn, table reference "environmentvariabledefinition". */
const TYPES = { '100000000': 'String', '100000001': 'Int', '100000002': 'Bool', '100000003': 'String' } as const;

/** Reads variables by their schema names, and takes note of those that were read. */
export class VariableReader {
  private readonly used = new Map<string, FlowVariable>();

  constructor(private readonly source: SolutionSource) {}

  /** Those that were read, by name. */
  get variables(): FlowVariable[] {
    return [...this.used.values()].sort((one, other) => (one.schemaName < other.schemaName ? -1 : 1));
  }

  /** The expression of a text, number or yes and no. @throws {SourceInvalidError} for a variable the solution does not have. */
  read(schemaName: string): string {
    const item = this.used.get(schemaName) ?? this.find(schemaName);
    this.used.set(schemaName, item);
    return `parameters('${parameterKey(item)}')`;
  }

  /** A text without blanks around it. */
  text(schemaName: string): string {
    return `trim(string(coalesce(${this.read(schemaName)}, '')))`;
  }

  number(schemaName: string): string {
    return `int(${this.read(schemaName)})`;
  }

  /** Environment variables of the type Yes/No hold `yes` and `no`; parameters of the type Bool hold true and false. */
  isYes(schemaName: string): string {
    return `contains(createArray('yes', 'true'), toLower(${this.text(schemaName)}))`;
  }

  private find(schemaName: string): FlowVariable {
    const file = this.source.environmentVariables.find(({ name }) => name === schemaName);
    if (!file) throw new SourceInvalidError('environmentvariabledefinitions', `${schemaName} is missing.`);
    const root = parseXml(file.text, file.path);
    const type = TYPES[childText(root, 'type') as keyof typeof TYPES];
    const byDefault = childText(root, 'defaultvalue');
    const label = (name: string): string => root.getElementsByTagName(name).item(0)?.getAttribute('default') ?? '';
    return {
      schemaName,
      displayName: label('displayname'),
      description: label('description'),
      type,
      defaultValue: type === 'Int' ? Number(byDefault) : type === 'Bool' ? byDefault === 'yes' : byDefault,
    };
  }
}
