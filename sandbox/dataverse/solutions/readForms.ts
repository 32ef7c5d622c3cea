/** Room sandbox/dataverse, solutions. The forms of a table: `FormXml/forms/systemform`. */
import { ownValue } from '../ownValue';
import { invalidCustomizations } from './faults';
import { rowLabels } from './rowLabels';
import type { ComponentRow, ImportWarning } from './solutionPackage';
import {
  attribute,
  bareId,
  child,
  childText,
  children,
  descriptions,
  localizedNames,
  serialize,
  singleLabel,
  wholeNumber,
  type Element,
} from './xml';

/** Form types by the name that the file groups them under (Microsoft Learn, "SystemForm", type). */
const FORM_TYPES: Readonly<Record<string, number>> = {
  main: 2,
  mobile: 5,
  quick: 6,
  quickCreate: 7,
  dialog: 8,
  card: 11,
};

export interface FormParts {
  readonly rows: readonly ComponentRow[];
  readonly warnings: readonly ImportWarning[];
}

/**
 * @param parent the element that holds `forms` elements
 * @throws {SolutionImportError} when a form has no id or no content
 */
export function readForms(table: string, parent: Element | undefined): FormParts {
  const rows: ComponentRow[] = [];
  const warnings: ImportWarning[] = [];
  for (const forms of children(parent, 'forms')) {
    const typeName = attribute(forms, 'type') ?? 'main';
    const type = ownValue(FORM_TYPES, typeName);
    for (const systemForm of children(forms, 'systemform')) {
      const name = formName(systemForm) ?? table;
      if (type === undefined) {
        warnings.push({ type: 'Form', name, text: `Forms of type ${typeName} are not shown by the sandbox.` });
      } else if (attribute(systemForm, 'unmodified') === '1') {
        warnings.push({ type: 'Form', name, text: 'The form is marked as unmodified, so it is not imported.' });
      } else if (isDifference(systemForm)) {
        warnings.push({
          type: 'Form',
          name,
          text: 'The file holds only the differences of a form of another solution; the sandbox does not merge them.',
        });
      } else {
        rows.push(toFormRow(table, type, systemForm, name));
      }
    }
  }
  return { rows, warnings };
}

const formName = (systemForm: Element): string | undefined => singleLabel(localizedNames(systemForm));

/** A managed change of a form that is there marks its parts with `solutionaction`. */
const isDifference = (element: Element): boolean =>
  element.hasAttribute('solutionaction') || children(element).some((below) => isDifference(below));

function toFormRow(table: string, type: number, systemForm: Element, name: string): ComponentRow {
  const id = childText(systemForm, 'formid');
  const form = child(systemForm, 'form');
  const component = { type: 'Form', name: `${table}: ${name}` };
  if (id === undefined) throw invalidCustomizations(`The form ${name} of ${table} has no formid.`, component);
  if (!form) throw invalidCustomizations(`Full formXml is expected to create the form ${name} of ${table}.`, component);
  const conditions = child(form, 'DisplayConditions') ?? child(systemForm, 'DisplayConditions');
  return {
    table: 'systemform',
    id: bareId(id),
    ...component,
    labels: rowLabels({ name: localizedNames(systemForm), description: descriptions(systemForm) }),
    values: {
      name,
      description: singleLabel(descriptions(systemForm)) ?? null,
      objecttypecode: table,
      type,
      formxml: serialize(form),
      formactivationstate: wholeNumber(childText(systemForm, 'FormActivationState')) ?? 1,
      isdefault: attribute(conditions, 'FallbackForm')?.toLowerCase() === 'true',
    },
  };
}
