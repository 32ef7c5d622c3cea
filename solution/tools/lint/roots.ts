/**
 * Room solution. Lint rules: root components and what the solution carries must be the same set, and what it only uses
 * must be listed as a missing dependency.
 */
import { attribute, child, children, childText, descendants } from '../xml';
import { columnElements, isOwnTable, repeated, type Finding, type LintContext } from './context';
import { BASE_TABLES } from './platformTables';

const rootsOf = ({ source }: LintContext) => {
  const manifest = child(source.manifest.root, 'SolutionManifest');
  const roots = manifest && child(manifest, 'RootComponents');
  return roots ? children(roots, 'RootComponent') : [];
};

/** Component type numbers. Source: Microsoft Learn, "solutioncomponent", column ComponentType; 66 and 380 from exports. */
function componentKeys({ source }: LintContext): Map<string, string> {
  const keys = new Map<string, string>();
  for (const table of source.tables) {
    keys.set(`1 ${table.logicalName}`, table.entity.path);
    if (isOwnTable(table)) continue;
    for (const file of table.views) keys.set(`26 ${childText(file.view, 'savedqueryid')}`, file.path);
    for (const file of table.forms) keys.set(`60 ${childText(file.form, 'formid')}`, file.path);
  }
  for (const file of source.choices) keys.set(`9 ${attribute(file.root, 'Name') ?? ''}`, file.path);
  for (const file of source.roles) keys.set(`20 ${attribute(file.root, 'id') ?? ''}`, file.path);
  for (const file of source.flows) keys.set(`29 ${file.id}`, file.path);
  for (const file of source.webResources) keys.set(`61 ${file.name}`, file.path);
  for (const file of source.siteMaps) keys.set(`62 ${childText(file.root, 'SiteMapUniqueName')}`, file.path);
  for (const file of source.controls) keys.set(`66 ${file.name}`, file.path);
  for (const file of source.apps) keys.set(`80 ${childText(file.root, 'UniqueName')}`, file.path);
  for (const file of source.environmentVariables) keys.set(`380 ${file.name}`, file.path);
  return keys;
}

/** Roots equal components, both ways. */
export function lintRoots(context: LintContext): Finding[] {
  const file = context.source.manifest.path;
  const roots = rootsOf(context).map((root) => ({
    key: `${attribute(root, 'type') ?? ''} ${attribute(root, 'schemaName') ?? attribute(root, 'id') ?? ''}`,
    type: attribute(root, 'type') ?? '',
    behavior: attribute(root, 'behavior'),
  }));
  const rootKeys = roots.map((root) => root.key);
  const components = componentKeys(context);
  const behaviors = new Map(context.source.tables.map((table) => [`1 ${table.logicalName}`, isOwnTable(table)]));
  return [
    ...rootKeys
      .filter((key) => !components.has(key))
      .map((key) => ({
        code: 'root-without-component',
        file,
        message: `Root component "${key}" has no part in the source. Add the part, or remove the root; table names are lower case.`,
      })),
    ...[...components]
      .filter(([key]) => !rootKeys.includes(key))
      .map(([key, path]) => ({
        code: 'component-without-root',
        file: path,
        message: `"${key}" is no root component. Add a RootComponent of that type to ${file}.`,
      })),
    ...repeated(rootKeys).map((key) => ({
      code: 'root-twice',
      file,
      message: `Root component "${key}" is listed twice. Remove one.`,
    })),
    ...roots
      .filter(({ key, behavior }) => behaviors.has(key) && (behavior === '0') !== behaviors.get(key))
      .map(({ key, behavior }) => ({
        code: 'root-behavior',
        file,
        message: `Root component "${key}" has behavior ${behavior ?? 'none'}. A table of ours takes 0, a table that exists already takes 2.`,
      })),
  ];
}

/** `OmnichannelBase (1.0.0.0)`: exports hold unique names and versions, never display names. */
const SOLUTION_AND_VERSION = /^\w+ \(\d+(?:\.\d+)*\)$/;

/** Component types that a dependent may have, and that stand in the source under a key. */
const DEPENDENTS: ReadonlySet<string> = new Set(['1', '2', '9', '20', '26', '29', '60', '61', '62', '66', '80']);

/** What the solution lists as needing something is in the solution. */
function lintDependents(context: LintContext): Finding[] {
  const { source } = context;
  const file = source.manifest.path;
  const known = new Set(componentKeys(context).keys());
  for (const table of source.tables) {
    for (const { form } of table.forms) known.add(`60 ${childText(form, 'formid')}`);
    for (const { view } of table.views) known.add(`26 ${childText(view, 'savedqueryid')}`);
    for (const column of columnElements(table)) known.add(`2 ${table.logicalName}.${childText(column, 'LogicalName')}`);
  }
  return descendants(source.manifest.root, 'Dependent').flatMap((dependent) => {
    const type = attribute(dependent, 'type') ?? '';
    const name = attribute(dependent, 'schemaName') ?? attribute(dependent, 'id') ?? '';
    const key = `${type} ${type === '2' ? `${attribute(dependent, 'parentSchemaName') ?? ''}.` : ''}${name}`;
    return type === '' || (DEPENDENTS.has(type) && !known.has(key))
      ? [
          {
            code: 'dependent-unknown',
            file,
            message: `A dependency is that of "${key}", which is not in the solution. Mend it.`,
          },
        ]
      : [];
  });
}

/** Tables, choices and columns of others that we use appear among the missing dependencies, each with its solution. */
export function lintDependencies(context: LintContext): Finding[] {
  const { source, prefix } = context;
  const file = source.manifest.path;
  const required = new Set(
    descendants(source.manifest.root, 'Required').map(
      (item) => `${attribute(item, 'type') ?? ''} ${attribute(item, 'schemaName') ?? ''}`,
    ),
  );
  const used = new Set<string>();
  for (const app of source.apps) {
    for (const item of descendants(app.root, 'AppModuleComponent')) {
      if (attribute(item, 'type') === '1') used.add(`1 ${attribute(item, 'schemaName') ?? ''}`);
    }
  }
  for (const table of source.tables) {
    used.add(`1 ${table.logicalName}`);
    for (const choice of descendants(table.entity.root, 'OptionSetName')) used.add(`9 ${choice.textContent ?? ''}`);
    if (isOwnTable(table)) continue;
    for (const form of table.forms) {
      for (const control of descendants(form.form, 'control')) {
        const column = attribute(control, 'datafieldname');
        if (column?.startsWith('msdyn_')) used.add(`2 ${column}`);
      }
    }
  }
  for (const { relationship } of source.relationships) {
    const table = childText(relationship, 'ReferencedEntityName').toLowerCase();
    if (table.includes('_')) used.add(`1 ${table}`);
  }
  const solutions = new Set(
    descendants(source.manifest.root, 'Required').map((item) => attribute(item, 'solution') ?? ''),
  );
  const ours = (key: string): boolean => (key.split(' ')[1] ?? '').startsWith(prefix);
  return [
    ...[...used]
      .filter((key) => !ours(key) && !BASE_TABLES.has(key.slice(2)) && !required.has(key))
      .map((key) => ({
        code: 'dependency-unlisted',
        file,
        message: `"${key}" belongs to another solution and is not listed. Add a MissingDependency, so that an import without that solution is refused at once.`,
      })),
    ...[...solutions]
      .filter((solution) => !SOLUTION_AND_VERSION.test(solution))
      .map((solution) => ({
        code: 'dependency-solution-name',
        file,
        message: `A dependency names the solution "${solution}". Write its unique name and version, such as "OmnichannelBase (1.0.0.0)".`,
      })),
    ...lintDependents(context),
  ];
}
