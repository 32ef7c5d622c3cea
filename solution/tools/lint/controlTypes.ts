/**
 * Room solution. Lint rules for what forms bind to controls: a property takes columns of the types that its manifest names. A
 * column of another type leaves the control out, and the form shows the plain field.
 * Source: Microsoft Learn, "property element" and "type-group element" of the component manifest.
 */
import { existsSync } from 'node:fs';
import { readControlManifest, type ControlSource, type FormFile, type TableSource } from '../readSource';
import { attribute, child, children, descendants, type Element } from '../xml';
import type { Finding, LintContext } from './context';

/** Types of component manifests by the type name of customization files. Text columns come in several formats. */
const PROPERTY_TYPES: Readonly<Record<string, readonly string[]>> = {
  nvarchar: ['SingleLine.Text', 'SingleLine.TextArea', 'SingleLine.Email', 'SingleLine.Phone', 'SingleLine.URL'],
  ntext: ['Multiple'],
  picklist: ['OptionSet'],
  bit: ['TwoOptions'],
  int: ['Whole.None'],
  datetime: ['DateAndTime.DateAndTime', 'DateAndTime.DateOnly'],
  lookup: ['Lookup.Simple'],
};

/**
 * Types of the Microsoft columns that controls are bound to. Source: Microsoft Learn, "msdyn_ocsystemmessage" and
 * "msdyn_oclocalizationdata" table reference.
 */
const PLATFORM_TYPES: Readonly<Record<string, string>> = {
  'msdyn_ocsystemmessage.msdyn_messagetext': 'ntext',
  'msdyn_ocsystemmessage.msdyn_name': 'nvarchar',
  'msdyn_ocsystemmessage.msdyn_streamsource': 'picklist',
  'msdyn_oclocalizationdata.msdyn_localizedtext': 'nvarchar',
};

/** Types that a property takes: its own, or those of the group it names. */
function typesOf(property: Element, manifest: Element): string[] {
  const own = attribute(property, 'of-type');
  if (own !== undefined) return [own];
  const named = attribute(property, 'of-type-group');
  const group = descendants(manifest, 'type-group').find((item) => attribute(item, 'name') === named);
  return group ? children(group, 'type').map((type) => (type.textContent ?? '').trim()) : [];
}

function misfitsOf(
  custom: Element,
  control: ControlSource,
  typeOf: (column: string) => string | undefined,
): { property: string; column: string; takes: readonly string[] }[] {
  const manifest = readControlManifest(control);
  const parameters = child(custom, 'parameters');
  return (parameters ? children(parameters) : []).flatMap((parameter) => {
    const property = descendants(manifest, 'property').find((item) => attribute(item, 'name') === parameter.tagName);
    const column = (parameter.textContent ?? '').trim();
    const type = typeOf(column);
    if (!property || attribute(parameter, 'static') === 'true' || type === undefined) return [];
    const takes = typesOf(property, manifest);
    const fits = (PROPERTY_TYPES[type] ?? []).some((fitting) => takes.includes(fitting));
    return fits ? [] : [{ property: parameter.tagName, column, takes }];
  });
}

function lintForm({ form, path }: FormFile, table: TableSource, { source, columnsOf }: LintContext): Finding[] {
  const typeOf = (column: string): string | undefined =>
    columnsOf(table.logicalName)?.get(column)?.type ?? PLATFORM_TYPES[`${table.logicalName}.${column}`];
  const found = descendants(form, 'customControl').flatMap((custom) => {
    const control = source.controls.find(({ name }) => name === attribute(custom, 'name'));
    // A control that is missing or not built has its own finding.
    if (!control || !existsSync(control.builtFile('ControlManifest.xml'))) return [];
    return misfitsOf(custom, control, typeOf).map(
      ({ property, column, takes }) =>
        `${control.name} takes ${takes.join(', ') || 'nothing'} for "${property}"; ${column} is of another type. Bind another column, or let the manifest take it.`,
    );
  });
  return [...new Set(found)].map((message) => ({ code: 'control-type-unfit', file: path, message }));
}

/** Controls show on their forms. */
export const lintControlTypes = (context: LintContext): Finding[] =>
  context.source.tables.flatMap((table) => table.forms.flatMap((file) => lintForm(file, table, context)));
