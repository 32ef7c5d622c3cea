/**
 * Room solution. Lint rules for forms: what they bind, load, call and show must exist; their ids must be unique.
 */
import { existsSync } from 'node:fs';
import {
  controlResources,
  readControlManifest,
  type ControlSource,
  type FormFile,
  type TableSource,
} from '../readSource';
import { attribute, child, children, childText, descendants, type Element } from '../xml';
import { isOwnTable, repeated, type Finding, type LintContext } from './context';
import { PLATFORM_RELATIONSHIPS } from './platformTables';
import { lintCall } from './scripts';

const SUBGRID = '{e7a81278-8635-4d9e-8d4d-59480b391c5b}';

/** Class ids that fit a column type, in lower case (counted in public forms). */
const CLASS_IDS: Readonly<Record<string, readonly string[]>> = {
  nvarchar: ['{4273edbd-ac1d-40d3-9fb2-095c621b552d}'],
  ntext: ['{e0dece4b-6fc8-4a8f-a065-082708572369}'],
  lookup: ['{270bd3db-d9af-4782-9025-509e298dec0a}'],
  owner: ['{270bd3db-d9af-4782-9025-509e298dec0a}'],
  picklist: ['{3ef39988-22bb-4f0b-bbbe-64b5a3748aee}'],
  bit: ['{67fac785-cd58-4f9f-abb3-4b7ddc6ed5ed}', '{b0c6723a-8503-4fd7-bb28-c8a06ac933c2}'],
  datetime: ['{5b773807-9fb2-42db-97c3-7a91eff8adff}'],
  int: ['{c6d124ca-7eda-4a60-aea9-7fb8d318b68f}'],
};
const COLUMN_CLASSES: ReadonlySet<string> = new Set(Object.values(CLASS_IDS).flat());
/** A column that hosts a code component in newer exports. */
const HOST = '{f9a8a302-114e-466a-b582-6771b2ae0d92}';

type Add = (code: string, message: string) => void;

function lintIds(form: Element, add: Add): void {
  const ids = ['tab', 'section', 'cell', 'header', 'footer'].flatMap((name) =>
    descendants(form, name).map((item) => attribute(item, 'id')),
  );
  const others = descendants(form).flatMap((item) => [
    attribute(item, 'uniqueid'),
    attribute(item, 'handlerUniqueId'),
    attribute(item, 'libraryUniqueId'),
    attribute(item, 'labelid'),
  ]);
  const all = [...ids, ...others].filter((id) => id !== undefined).map((id) => id.toLowerCase());
  for (const id of repeated(all)) add('id-twice', `The id ${id} is used twice in the form. Give one of them a new id.`);
  const controls = descendants(form, 'control').map((item) => attribute(item, 'id') ?? '');
  for (const id of repeated(controls)) add('id-twice', `Two controls are called ${id}. Rename one.`);
}

function lintColumns(form: Element, table: TableSource, { columnsOf }: LintContext, add: Add): void {
  const columns = columnsOf(table.logicalName);
  const events = descendants(form, 'event').map((item) => attribute(item, 'attribute'));
  const bound = descendants(form, 'control').map((item) => attribute(item, 'datafieldname'));
  for (const name of new Set([...events, ...bound])) {
    if (name !== undefined && columns && !columns.has(name)) {
      add('form-column-unknown', `${table.logicalName} has no column "${name}". Mend the form.`);
    }
  }
  for (const control of descendants(form, 'control')) {
    const name = attribute(control, 'datafieldname');
    const type = name === undefined ? undefined : columns?.get(name)?.type;
    const classId = attribute(control, 'classid')?.toLowerCase() ?? '';
    if (name === undefined && COLUMN_CLASSES.has(classId)) {
      add(
        'control-unbound',
        `Control ${attribute(control, 'id') ?? ''} shows a column and names none. Add datafieldname.`,
      );
    }
    const fitting = type === undefined ? undefined : CLASS_IDS[type];
    if (fitting && classId !== HOST && !fitting.includes(classId)) {
      add('control-class-unfit', `The class id of ${name ?? ''} does not fit a column of type ${type ?? ''}.`);
    }
  }
}

function lintScripts(file: FormFile, context: LintContext, add: Add): Finding[] {
  const { form } = file;
  const listed = descendants(form, 'Library').map((item) => attribute(item, 'name') ?? '');
  for (const name of listed) {
    if (!context.webResources.has(name)) {
      add('library-missing', `The form library ${name} is no web resource of the solution. Add it or mend the name.`);
    }
  }
  return descendants(form, 'Handler').flatMap((handler) => {
    const library = attribute(handler, 'libraryName') ?? '';
    if (!listed.includes(library)) {
      add(
        'handler-library-unlisted',
        `A handler uses ${library}, which is not among the form's libraries. Add it there.`,
      );
      return [];
    }
    return lintCall(context, file.path, library, attribute(handler, 'functionName') ?? '');
  });
}

function lintSubgrid(control: Element, { source }: LintContext, add: Add): void {
  const parameters = child(control, 'parameters');
  const text = (name: string): string => (parameters ? childText(parameters, name) : '');
  const id = attribute(control, 'id') ?? '';
  const target = text('TargetEntityType');
  const views = source.tables.find((table) => table.logicalName === target)?.views ?? [];
  if (!views.some(({ view }) => childText(view, 'savedqueryid') === text('ViewId'))) {
    add(
      'subgrid-view-missing',
      `Subgrid ${id} shows a view of ${target} that the solution does not carry. Pick a packaged view.`,
    );
  }
  const relationship = text('RelationshipName');
  const own = source.relationships.find((item) => attribute(item.relationship, 'Name') === relationship)?.relationship;
  const referencing = own
    ? childText(own, 'ReferencingEntityName').toLowerCase()
    : PLATFORM_RELATIONSHIPS[relationship];
  if (referencing !== target) {
    add(
      'subgrid-relationship-unknown',
      `Subgrid ${id}: relationship "${relationship}" does not lead to ${target}. Mend one of them.`,
    );
  }
}

function lintWebResourceControls(form: Element, { webResources }: LintContext, add: Add): void {
  for (const parameters of descendants(form, 'parameters')) {
    const name = child(parameters, 'Url')?.textContent;
    if (name == null) continue;
    const resource = webResources.get(name.replace(/^\$webresource:/, ''));
    if (!resource) {
      add('form-web-resource-missing', `The form shows ${name}, which is no web resource of the solution.`);
    } else if (
      childText(parameters, 'WebResourceId').toLowerCase() !== childText(resource.root, 'WebResourceId').toLowerCase()
    ) {
      add('form-web-resource-id', `The id of ${name} on the form differs from the web resource's id.`);
    }
  }
}

function lintCustomControl(custom: Element, control: ControlSource, columns: ReadonlySet<string>, add: Add): void {
  // A control that is not built has its own finding.
  if (!existsSync(control.builtFile('ControlManifest.xml'))) return;
  const properties = descendants(readControlManifest(control), 'property');
  const parameters = child(custom, 'parameters');
  const bound = new Map((parameters ? children(parameters) : []).map((item) => [item.tagName, item]));
  for (const [name, parameter] of bound) {
    const property = properties.find((item) => attribute(item, 'name') === name);
    if (!property) {
      add(
        'control-property-unknown',
        `${control.name} has no property "${name}" in its manifest. Remove the parameter.`,
      );
    } else if (attribute(property, 'usage') === 'bound' && attribute(parameter, 'static') !== 'true') {
      const column = parameter.textContent ?? '';
      if (columns.size > 0 && !columns.has(column)) {
        add('form-column-unknown', `${control.name} binds "${name}" to "${column}", which is no column of the table.`);
      }
    }
  }
  for (const property of properties) {
    const name = attribute(property, 'name') ?? '';
    if (attribute(property, 'required') === 'true' && !bound.has(name)) {
      add('control-property-unbound', `${control.name} needs its property "${name}". Bind it on the form.`);
    }
  }
}

function lintBindings(form: Element, table: TableSource, { source, columnsOf }: LintContext, add: Add): void {
  const hosts = new Map(
    descendants(form, 'control').map((item) => [attribute(item, 'uniqueid')?.toLowerCase() ?? '', item] as const),
  );
  const columns = new Set(columnsOf(table.logicalName)?.keys() ?? []);
  for (const description of descendants(form, 'controlDescription')) {
    const id = attribute(description, 'forControl');
    if (id !== undefined && !hosts.has(id.toLowerCase())) {
      add(
        'control-description-orphan',
        `controlDescription ${id} belongs to no control of the form; the platform would ignore it.`,
      );
    }
    for (const custom of children(description, 'customControl')) {
      const name = attribute(custom, 'name');
      if (name === undefined) continue;
      const control = source.controls.find((item) => item.name === name);
      if (control) lintCustomControl(custom, control, columns, add);
      else add('control-missing', `Control ${name} is not in the solution. Add it or mend the name.`);
    }
  }
}

/** A cell reaches over rows that its section has. */
function lintCells(form: Element, add: Add): void {
  for (const list of descendants(form, 'rows')) {
    const rows = children(list, 'row');
    for (const [index, row] of rows.entries()) {
      for (const cell of children(row, 'cell')) {
        const over = Number(attribute(cell, 'rowspan') ?? '1');
        if (index + over > rows.length) {
          add(
            'cell-without-rows',
            `Cell ${attribute(cell, 'id') ?? ''} reaches over ${over} rows, and ${rows.length - index} are there. Add empty rows, or lower rowspan.`,
          );
        }
      }
    }
  }
}

/** Somebody is shown the form. Source: Microsoft Learn, "systemform table reference", formactivationstate; FormXml.xsd. */
function lintAudience(form: Element, add: Add): void {
  const state = childText(form, 'FormActivationState');
  if (state !== '1')
    add('form-inactive', `FormActivationState is "${state}", so that nobody can open the form. Write 1.`);
  for (const conditions of descendants(form, 'DisplayConditions')) {
    if (children(conditions).length === 0) {
      add(
        'form-for-nobody',
        'DisplayConditions name nobody, so that nobody is shown the form. Add Everyone, or a Role.',
      );
    }
  }
}

function lintForm(file: FormFile, table: TableSource, context: LintContext): Finding[] {
  const { form, path } = file;
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: path, message });
  const id = childText(form, 'formid');
  if (!path.endsWith(`/${id}.xml`)) add('form-file-name', `The file must be named after the form's id, ${id}.xml.`);
  if (descendants(form).some((item) => attribute(item, 'solutionaction') !== undefined)) {
    add('form-is-diff', 'solutionaction marks a change to a form of someone else. A form of ours carries full XML.');
  }
  lintIds(form, add);
  lintColumns(form, table, context, add);
  lintCells(form, add);
  lintAudience(form, add);
  lintWebResourceControls(form, context, add);
  lintBindings(form, table, context, add);
  for (const control of descendants(form, 'control')) {
    if (attribute(control, 'classid')?.toLowerCase() === SUBGRID) lintSubgrid(control, context, add);
  }
  const calls = lintScripts(file, context, add);
  return [...found, ...calls];
}

/** Every file that a built control's manifest names is there. */
function lintControlFiles(control: ControlSource): Finding[] {
  if (!existsSync(control.builtFile('ControlManifest.xml'))) return [];
  const missing = controlResources(readControlManifest(control)).filter((path) => !existsSync(control.builtFile(path)));
  return missing.map((path) => ({
    code: 'built-file-missing',
    file: control.path,
    message: `The manifest of ${control.name} names ${path}, which was not built. Run "npm run build -- --force".`,
  }));
}

/** Forms open, and everything on them works. */
export const lintForms = (context: LintContext): Finding[] => [
  ...context.source.tables.flatMap((table) => table.forms.flatMap((file) => lintForm(file, table, context))),
  ...context.source.tables
    .filter((table) => isOwnTable(table) && !table.forms.some((form) => form.type === 'main'))
    .map((table) => ({
      code: 'form-missing',
      file: table.entity.path,
      message: `${table.logicalName} has no main form. Add one.`,
    })),
  ...context.source.controls.flatMap(lintControlFiles),
];
