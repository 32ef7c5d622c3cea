/**
 * Room sandbox/app. `context.parameters`: the columns and static values that a form binds to a control's properties.
 * Shapes follow @types/powerapps-component-framework 1.3.18.
 */
import type { Column } from '../../dataverse/model';
import type { FormAttribute } from '../form/attribute';
import type { FormControl } from '../form/control';
import { formatAttribute } from '../form/formatValue';
import type { ControlParameter } from '../form/formModel';
import type { FormSession } from '../form/formSession';
import type { AttributeValue, LookupValue } from '../form/values';
import { isDateOnly, optionsOf, sameValue } from '../form/values';
import type { ManifestProperty } from './manifest';

export interface PropertyBag {
  raw: unknown;
  formatted?: string;
  type: string;
  error: boolean;
  errorMessage: string;
  security?: { editable: boolean; readable: boolean; secured: boolean };
  attributes?: Record<string, unknown>;
  getTargetEntityType?(): string;
  getViewId?(): string;
}

/** The attribute behind a property, when the form binds it to a column. */
export function boundAttribute(
  session: FormSession,
  parameter: ControlParameter | undefined,
): FormAttribute | undefined {
  return parameter?.kind === 'bound' ? session.attributes.get(parameter.column) : undefined;
}

/** Property of the control that holds its own column: the one named by `datafieldname`, else the first bound one. */
export function parametersOf(control: FormControl): Readonly<Record<string, ControlParameter>> {
  return control.customControl?.parameters ?? {};
}

/** Every property of the manifest, bound or not. */
export function toParameters(
  session: FormSession,
  control: FormControl,
  properties: readonly ManifestProperty[],
): Record<string, PropertyBag> {
  const given = parametersOf(control);
  return Object.fromEntries(
    properties.map((property) => {
      const parameter = given[property.name];
      const attribute = boundAttribute(session, parameter);
      if (attribute) return [property.name, boundProperty(session, control, attribute)];
      const text = parameter?.kind === 'static' ? parameter.value : property.defaultValue;
      return [property.name, staticProperty(property, text)];
    }),
  );
}

function boundProperty(session: FormSession, control: FormControl, attribute: FormAttribute): PropertyBag {
  const { column } = attribute;
  const message =
    attribute.inputError ??
    attribute.invalidMessage ??
    (control.attribute === attribute ? control.errors[0] : undefined);
  const bag: PropertyBag = {
    raw: toRaw(attribute.value),
    formatted: formatAttribute(attribute, session.services.user),
    type: propertyType(column),
    error: message !== undefined,
    errorMessage: message ?? '',
    security: { editable: true, readable: true, secured: false },
    attributes: attributesOf(session, attribute),
  };
  if (Array.isArray(bag.raw) && (column.type === 'Lookup' || column.type === 'Customer' || column.type === 'Owner')) {
    bag.getTargetEntityType = () =>
      (attribute.value as readonly LookupValue[])[0]?.entityType ?? column.targets?.[0] ?? '';
    bag.getViewId = () => '';
  }
  return bag;
}

/** Controls must not be able to change the form's own objects. */
function toRaw(value: AttributeValue): unknown {
  if (value instanceof Date) return new Date(value);
  if (!Array.isArray(value)) return value;
  return value.map((one: number | LookupValue) => (typeof one === 'object' ? { ...one } : one));
}

function staticProperty(property: ManifestProperty, text: string | undefined): PropertyBag {
  const raw = text === undefined ? null : toStaticValue(property.ofType, text);
  return { raw, formatted: text ?? '', type: property.ofType, error: false, errorMessage: '' };
}

function toStaticValue(type: string, text: string): unknown {
  if (/^(Whole\.|Decimal|FP|Currency|OptionSet)/.test(type))
    return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  if (type === 'TwoOptions') return text === 'true' || text === '1';
  if (type.startsWith('DateAndTime')) return text === '' ? null : new Date(text);
  return text;
}

/** A column's type in the words of component-framework manifests. */
export function propertyType(column: Column): string {
  switch (column.type) {
    case 'String':
      return `SingleLine.${({ Email: 'Email', Phone: 'Phone', Url: 'URL', TextArea: 'TextArea' } as Record<string, string>)[column.format ?? ''] ?? 'Text'}`;
    case 'Memo':
      return 'Multiple';
    case 'Integer':
    case 'BigInt':
      return 'Whole.None';
    case 'Decimal':
      return 'Decimal';
    case 'Double':
      return 'FP';
    case 'Money':
      return 'Currency';
    case 'Boolean':
      return 'TwoOptions';
    case 'DateTime':
      return isDateOnly(column) ? 'DateAndTime.DateOnly' : 'DateAndTime.DateAndTime';
    case 'Picklist':
    case 'State':
    case 'Status':
      return 'OptionSet';
    case 'MultiSelectPicklist':
      return 'MultiSelectOptionSet';
    case 'Lookup':
      return 'Lookup.Simple';
    case 'Customer':
      return 'Lookup.Customer';
    case 'Owner':
      return 'Lookup.Owner';
    case 'PartyList':
      return 'Lookup.PartyList';
    default:
      return 'SingleLine.Text';
  }
}

/** RequiredLevel as the framework numbers it: 0 none, 1 system, 2 application, 3 recommended. */
const REQUIRED_LEVELS = { None: 0, SystemRequired: 1, ApplicationRequired: 2, Recommended: 3 } as const;

function attributesOf(session: FormSession, attribute: FormAttribute): Record<string, unknown> {
  const { column } = attribute;
  const known: Record<string, unknown> = {
    DisplayName: session.label(column.displayName) || column.logicalName,
    LogicalName: column.logicalName,
    Description: session.label(column.description),
    RequiredLevel: attribute.requiredLevel === 'required' ? 2 : REQUIRED_LEVELS[column.required],
    IsSecured: false,
    SourceType: 0,
    MaxLength: column.maxLength,
    MinValue: column.minValue,
    MaxValue: column.maxValue,
    Precision: column.precision,
    Format: column.format,
    Behavior: column.dateBehavior,
    Targets: column.targets,
    DefaultValue: column.defaultValue,
  };
  if (['Picklist', 'State', 'Status', 'MultiSelectPicklist', 'Boolean'].includes(column.type)) {
    known.Options = optionsOf(column, session.info).map((option) => ({
      Label: session.label(option.label),
      Value: option.value,
      Color: '',
    }));
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

/** Names of the properties whose value or state differs between two updates. */
export function changedProperties(
  before: Record<string, PropertyBag> | undefined,
  now: Record<string, PropertyBag>,
): string[] {
  if (!before) return Object.keys(now);
  return Object.keys(now).filter((name) => {
    const [a, b] = [before[name], now[name]];
    return (
      !a ||
      !b ||
      !sameValue(a.raw as AttributeValue, b.raw as AttributeValue) ||
      a.error !== b.error ||
      a.errorMessage !== b.errorMessage
    );
  });
}
