/** Room sandbox/app. Reads FormXml into the form model. Order of elements does not matter, unknown ones are left out. */
import type { Labels } from '../../dataverse/model';
import { XmlInvalidError } from './errors';
import type {
  ControlParameter,
  CustomControlModel,
  EventHandlerModel,
  FormCell,
  FormColumn,
  FormControlModel,
  FormEvent,
  FormModel,
  FormRow,
  FormSection,
  FormTab,
} from './formModel';
import type { XmlElement, XmlParser } from './xml';
import {
  booleanAttribute,
  child,
  children,
  find,
  findAll,
  normalizeId,
  numberAttribute,
  parseXml,
  textOf,
} from './xml';

/**
 * The model of a form: header, tabs, events, libraries and control descriptions.
 * @param formXml the `<form>` element, alone or inside `<forms><systemform>` as a solution file has it.
 * @param parser the browser's by default.
 * @throws {XmlInvalidError} when the text is not XML or holds no form with tabs.
 */
export function parseFormXml(formXml: string, parser?: XmlParser): FormModel {
  const root = parseXml(formXml, 'FormXml', parser);
  const form = find(root, 'form');
  if (!form) throw new XmlInvalidError('FormXml', 'it has no <form> element');
  const tabs = children(child(form, 'tabs'), 'tab').map(parseTab);
  if (tabs.length === 0) throw new XmlInvalidError('FormXml', 'its form has no <tab>');
  return withUniqueControlIds({
    header: parseRows(child(form, 'header')),
    footer: parseRows(child(form, 'footer')),
    tabs,
    events: [
      ...parseEvents(child(form, 'events')),
      ...children(child(form, 'tabs'), 'tab').flatMap((tab) => parseEvents(child(tab, 'events'), tabName(tab))),
    ],
    libraries: children(child(form, 'formLibraries'), 'Library').map((library) => library.getAttribute('name') ?? ''),
    controlDescriptions: parseDescriptions(child(form, 'controlDescriptions')),
    hiddenColumns: children(child(form, 'hiddencontrols'), 'data')
      .map((data) => data.getAttribute('datafieldname') ?? '')
      .filter((name) => name !== ''),
    queryParameters: children(child(form, 'formparameters'), 'querystringparameter').map(
      (parameter) => parameter.getAttribute('name') ?? '',
    ),
  });
}

function parseLabels(element: XmlElement): Labels {
  const labels: Record<string, string> = {};
  for (const label of children(child(element, 'labels'), 'label')) {
    const description = label.getAttribute('description') ?? '';
    // An empty label means "no label of its own", so that the column's display name shows.
    if (description !== '') labels[label.getAttribute('languagecode') ?? '1033'] = description;
  }
  return labels;
}

const tabName = (tab: XmlElement): string => tab.getAttribute('name') || normalizeId(tab.getAttribute('id'));

function parseTab(tab: XmlElement): FormTab {
  return {
    id: normalizeId(tab.getAttribute('id')),
    name: tabName(tab),
    labels: parseLabels(tab),
    showLabel: booleanAttribute(tab, 'showlabel', true),
    visible: booleanAttribute(tab, 'visible', true),
    expanded: booleanAttribute(tab, 'expanded', true),
    columns: children(child(tab, 'columns'), 'column').map(parseColumn),
  };
}

function parseColumn(column: XmlElement): FormColumn {
  return {
    width: numberAttribute(column, 'width', 100),
    sections: children(child(column, 'sections'), 'section').map(parseSection),
  };
}

function parseSection(section: XmlElement): FormSection {
  const rows = parseRows(section);
  const pattern = section.getAttribute('columns') ?? '';
  const widest = Math.max(1, ...rows.map((row) => row.cells.reduce((sum, cell) => sum + cell.colSpan, 0)));
  return {
    id: normalizeId(section.getAttribute('id')),
    name: section.getAttribute('name') || normalizeId(section.getAttribute('id')),
    labels: parseLabels(section),
    showLabel: booleanAttribute(section, 'showlabel', true),
    visible: booleanAttribute(section, 'visible', true),
    columnCount: pattern === '' ? Math.min(4, widest) : Math.min(4, pattern.length),
    labelPosition: section.getAttribute('celllabelposition') === 'Top' ? 'Top' : 'Left',
    rows,
  };
}

function parseRows(parent: XmlElement | undefined): FormRow[] {
  return children(child(parent, 'rows'), 'row').map((row) => ({ cells: children(row, 'cell').map(parseCell) }));
}

function parseCell(cell: XmlElement): FormCell {
  const control = child(cell, 'control');
  return {
    id: normalizeId(cell.getAttribute('id')),
    labels: parseLabels(cell),
    showLabel: booleanAttribute(cell, 'showlabel', true),
    visible: booleanAttribute(cell, 'visible', true),
    colSpan: Math.max(1, numberAttribute(cell, 'colspan', 1)),
    rowSpan: Math.max(1, numberAttribute(cell, 'rowspan', 1)),
    ...(control ? { control: parseControl(control) } : {}),
  };
}

function parseControl(control: XmlElement): FormControlModel {
  const column = control.getAttribute('datafieldname');
  const uniqueId = normalizeId(control.getAttribute('uniqueid'));
  return {
    id: control.getAttribute('id') || column || uniqueId,
    classId: normalizeId(control.getAttribute('classid')),
    ...(column ? { column } : {}),
    ...(uniqueId ? { uniqueId } : {}),
    disabled: booleanAttribute(control, 'disabled', false),
    isRequired: booleanAttribute(control, 'isrequired', false),
    isSubgrid: booleanAttribute(control, 'indicationOfSubgrid', false),
    parameters: Object.fromEntries(
      children(child(control, 'parameters')).map((parameter) => [parameter.nodeName, textOf(parameter)]),
    ),
  };
}

function parseEvents(events: XmlElement | undefined, tab?: string): FormEvent[] {
  return children(events, 'event').map((event) => {
    const attribute = event.getAttribute('attribute');
    const control = event.getAttribute('control') || tab;
    return {
      name: (event.getAttribute('name') ?? '').toLowerCase(),
      ...(attribute ? { attribute } : {}),
      ...(control ? { control } : {}),
      handlers: [
        ...children(child(event, 'Handlers'), 'Handler'),
        ...children(child(event, 'InternalHandlers'), 'Handler'),
      ].map(parseHandler),
    };
  });
}

function parseHandler(handler: XmlElement): EventHandlerModel {
  return {
    functionName: handler.getAttribute('functionName') ?? '',
    libraryName: handler.getAttribute('libraryName') ?? '',
    enabled: booleanAttribute(handler, 'enabled', true),
    passExecutionContext: booleanAttribute(handler, 'passExecutionContext', false),
    parameters: handler.getAttribute('parameters') ?? '',
  };
}

function parseDescriptions(descriptions: XmlElement | undefined): Record<string, CustomControlModel[]> {
  return Object.fromEntries(
    children(descriptions, 'controlDescription').map((description) => [
      normalizeId(description.getAttribute('forControl')),
      children(description, 'customControl').map(parseCustomControl),
    ]),
  );
}

function parseCustomControl(control: XmlElement): CustomControlModel {
  const name = control.getAttribute('name');
  const formFactor = numberAttribute(control, 'formFactor', -1);
  const parameters = child(control, 'parameters');
  return {
    ...(name ? { name } : {}),
    ...(formFactor >= 0 ? { formFactor } : {}),
    parameters: Object.fromEntries(
      children(parameters)
        .filter((parameter) => parameter.nodeName !== 'data-set')
        .map((parameter): [string, ControlParameter] => [parameter.nodeName, parseParameter(parameter)]),
    ),
    hasDataSet: parameters !== undefined && findAll(parameters, 'data-set').length > 0,
  };
}

function parseParameter(parameter: XmlElement): ControlParameter {
  if (booleanAttribute(parameter, 'static', false)) {
    return { kind: 'static', type: parameter.getAttribute('type') ?? 'SingleLine.Text', value: textOf(parameter) };
  }
  // A bound lookup is written with children; the column is in BindAttribute.
  const bound = child(parameter, 'BindAttribute');
  return { kind: 'bound', column: textOf(bound ?? parameter) };
}

/** Two controls of one column may carry the same id; the later one gets a number, as the platform's form designer does. */
function withUniqueControlIds(model: FormModel): FormModel {
  const taken = new Set<string>();
  const unique = (id: string): string => {
    let name = id;
    for (let count = 1; taken.has(name); count += 1) name = `${id}${count}`;
    taken.add(name);
    return name;
  };
  const inRows = (rows: readonly FormRow[]): FormRow[] =>
    rows.map((row) => ({
      cells: row.cells.map((cell) =>
        cell.control ? { ...cell, control: { ...cell.control, id: unique(cell.control.id) } } : cell,
      ),
    }));
  return {
    ...model,
    tabs: model.tabs.map((tab) => ({
      ...tab,
      columns: tab.columns.map((column) => ({
        ...column,
        sections: column.sections.map((section) => ({ ...section, rows: inRows(section.rows) })),
      })),
    })),
    header: inRows(model.header),
    footer: inRows(model.footer),
  };
}
