/**
 * Room sandbox/app. One column of the form: its value, whether it changed, and the object scripts get from
 * `formContext.getAttribute`. Members follow Microsoft Learn, "Attributes (Client API reference)".
 */
import type { Column, RequiredLevel } from '../../dataverse/model';
import type { TableInfo } from '../contracts';
import { ValueInvalidError, refuseMethods } from './errors';
import type { Handler } from './handlers';
import { HandlerList } from './handlers';
import { normalizeId } from './xml';
import type { AttributeValue, LookupValue } from './values';
import { isDateOnly, isLookupColumn, optionsOf, sameValue } from './values';

export type ClientRequiredLevel = 'none' | 'recommended' | 'required';
export type SubmitMode = 'always' | 'dirty' | 'never';

/** What an attribute needs from the form around it. */
export interface AttributeHost {
  readonly info: TableInfo;
  label(labels: Readonly<Record<string, string>> | undefined): string;
  changed(): void;
  fire(list: HandlerList, source: unknown, args?: unknown): void;
  controlsOf(column: string): unknown[];
  parent(): unknown;
}

/** Lookup value as scripts see it. */
interface ScriptLookupValue {
  id: string;
  name?: string;
  entityType: string;
}

/** Id in the form scripts get it: upper case in braces. */
export const bracedId = (id: string): string => `{${id.toUpperCase()}}`;

const TYPES: Readonly<Partial<Record<Column['type'], string>>> = {
  Boolean: 'boolean',
  DateTime: 'datetime',
  Decimal: 'decimal',
  Double: 'double',
  Integer: 'integer',
  BigInt: 'integer',
  Lookup: 'lookup',
  Customer: 'lookup',
  Owner: 'lookup',
  PartyList: 'lookup',
  Memo: 'memo',
  Money: 'money',
  MultiSelectPicklist: 'multiselectoptionset',
  Picklist: 'optionset',
  State: 'optionset',
  Status: 'optionset',
};

export class FormAttribute {
  readonly onChange = new HandlerList();
  /** The object scripts get. */
  readonly api: object;
  requiredLevel: ClientRequiredLevel;
  submitMode: SubmitMode = 'dirty';
  /** Text a user typed that is not a value of the column; keeps the form from saving. */
  inputError: string | undefined;
  #value: AttributeValue = null;
  #initial: AttributeValue = null;
  #isValid = true;
  #invalidMessage = '';

  constructor(
    readonly column: Column,
    readonly host: AttributeHost,
  ) {
    this.requiredLevel = toClientLevel(column.required, column);
    this.api = this.#createApi();
  }

  get name(): string {
    return this.column.logicalName;
  }

  get value(): AttributeValue {
    return this.#value;
  }

  get initialValue(): AttributeValue {
    return this.#initial;
  }

  get isDirty(): boolean {
    return !sameValue(this.#value, this.#initial);
  }

  /** Reason why the value may not be saved, set by a script with `setIsValid(false, …)`. */
  get invalidMessage(): string | undefined {
    return this.#isValid ? undefined : this.#invalidMessage || 'The value is not valid.';
  }

  /** Takes the server's value. Scripts are not told. */
  load(value: AttributeValue): void {
    this.#value = value;
    this.#initial = value;
    this.inputError = undefined;
    this.host.changed();
  }

  /** Changes the value without `onchange`, as `setValue` of scripts does. @throws {ValueInvalidError} */
  set(value: AttributeValue): void {
    this.#value = checkValue(this.column, value);
    this.inputError = undefined;
    this.host.changed();
  }

  /** A user's edit: changes the value and runs `onchange` when it is another one. */
  edit(value: AttributeValue): void {
    const different = !sameValue(this.#value, value);
    this.set(value);
    if (different) this.fireOnChange();
  }

  fireOnChange(): void {
    this.host.fire(this.onChange, this.api);
  }

  /** Must this column have a value before a save? */
  get isMissing(): boolean {
    return this.requiredLevel === 'required' && this.#value === null;
  }

  #createApi(): object {
    const { column, host } = this;
    const options = (): { value: number; text: string }[] =>
      optionsOf(column, host.info).map((option) => ({ value: option.value, text: host.label(option.label) }));
    const selected = (): { value: number; text: string }[] => {
      const values = Array.isArray(this.#value) ? this.#value : [this.#value];
      return options().filter((option) => (values as unknown[]).includes(option.value));
    };
    const shared = {
      getName: () => column.logicalName,
      getAttributeType: () => TYPES[column.type] ?? 'string',
      getFormat: () => formatOf(column),
      getValue: () => toScriptValue(this.#value),
      setValue: (value?: unknown) => {
        this.set(fromScriptValue(column, value));
      },
      getIsDirty: () => this.isDirty,
      getInitialValue: () => toScriptValue(this.#initial),
      addOnChange: (handler: Handler) => {
        this.onChange.add(handler);
      },
      removeOnChange: (handler: Handler) => {
        this.onChange.remove(handler);
      },
      fireOnChange: () => {
        this.fireOnChange();
      },
      getRequiredLevel: () => this.requiredLevel,
      setRequiredLevel: (level: ClientRequiredLevel) => {
        this.requiredLevel = level;
        host.changed();
      },
      getSubmitMode: () => this.submitMode,
      setSubmitMode: (mode: SubmitMode) => {
        this.submitMode = mode;
      },
      getUserPrivilege: () => ({ canRead: true, canCreate: column.validForCreate, canUpdate: column.validForUpdate }),
      isValid: () => this.#isValid && !this.isMissing,
      setIsValid: (valid: boolean, message?: string) => {
        this.#isValid = valid;
        this.#invalidMessage = message ?? '';
        host.changed();
      },
      getParent: () => host.parent(),
      controls: asCollection(() => host.controlsOf(column.logicalName)),
    };
    const typed: Record<string, unknown> = {};
    if (column.maxLength !== undefined) typed.getMaxLength = () => column.maxLength;
    if (column.minValue !== undefined) typed.getMin = () => column.minValue;
    if (column.maxValue !== undefined) typed.getMax = () => column.maxValue;
    if (column.precision !== undefined) typed.getPrecision = () => column.precision;
    if (isLookupColumn(column)) typed.getIsPartyList = () => column.type === 'PartyList';
    if (['Picklist', 'State', 'Status', 'MultiSelectPicklist'].includes(column.type)) {
      const many = column.type === 'MultiSelectPicklist';
      Object.assign(typed, {
        getOptions: options,
        getOption: (key: number | string) =>
          options().find((option) => option.value === Number(key) || option.text === key) ?? null,
        getSelectedOption: () => (many ? selected() : (selected()[0] ?? null)),
        getText: () => (many ? selected().map((option) => option.text) : (selected()[0]?.text ?? '')),
      });
    }
    return refuseMethods({ ...shared, ...typed }, `attribute ${column.logicalName}`, ['setPrecision']);
  }
}

function toClientLevel(level: RequiredLevel, column: Column): ClientRequiredLevel {
  if (level === 'Recommended') return 'recommended';
  if (level === 'ApplicationRequired') return 'required';
  // The platform fills state, status and owner itself when a new row has none.
  const filledByPlatform = ['State', 'Status', 'Owner', 'Boolean'].includes(column.type);
  return level === 'SystemRequired' && !filledByPlatform && (column.validForCreate || column.validForUpdate)
    ? 'required'
    : 'none';
}

function formatOf(column: Column): string | null {
  if (column.type === 'DateTime') return isDateOnly(column) ? 'date' : 'datetime';
  if (column.type === 'Memo') return 'textarea';
  if (column.type !== 'String') return null;
  return (column.format ?? 'Text').toLowerCase();
}

const isLookupList = (value: AttributeValue): value is readonly LookupValue[] =>
  Array.isArray(value) && typeof value[0] === 'object';

/** A copy that a script may change without changing the form. */
function toScriptValue(value: AttributeValue): unknown {
  if (value instanceof Date) return new Date(value);
  if (isLookupList(value))
    return value.map((one) => ({ id: bracedId(one.id), name: one.name, entityType: one.entityType }));
  return Array.isArray(value) ? [...(value as readonly number[])] : value;
}

function fromScriptValue(column: Column, value: unknown): AttributeValue {
  if (value === null || value === undefined || value === '') return null;
  if (isLookupColumn(column)) {
    const list = (Array.isArray(value) ? value : [value]) as ScriptLookupValue[];
    if (list.length === 0) return null;
    return list.map((one) => {
      if (typeof one.id !== 'string' || typeof one.entityType !== 'string') {
        throw new ValueInvalidError(column.logicalName, 'a lookup takes [{ id, name, entityType }]');
      }
      return { id: normalizeId(one.id), name: one.name ?? '', entityType: one.entityType };
    });
  }
  if (Array.isArray(value)) return value.length === 0 ? null : (value as number[]);
  return value as AttributeValue;
}

/** The value as given, or the reason why the column cannot hold it. */
function checkValue(column: Column, value: AttributeValue): AttributeValue {
  if (value === null || value === '') return null;
  const refuse = (expectation: string): never => {
    throw new ValueInvalidError(column.logicalName, expectation);
  };
  switch (column.type) {
    case 'String':
    case 'Memo':
      if (typeof value !== 'string') return refuse('a text is expected');
      if (column.maxLength !== undefined && value.length > column.maxLength) {
        return refuse(`at most ${column.maxLength} characters are allowed`);
      }
      return value;
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
      if (typeof value !== 'number' || Number.isNaN(value)) return refuse('a number is expected');
      if (column.minValue !== undefined && value < column.minValue)
        return refuse(`at least ${column.minValue} is expected`);
      if (column.maxValue !== undefined && value > column.maxValue)
        return refuse(`at most ${column.maxValue} is expected`);
      return value;
    case 'Picklist':
    case 'State':
    case 'Status':
      return typeof value === 'number' ? value : refuse('the number of an option is expected');
    case 'MultiSelectPicklist':
      return Array.isArray(value) ? value : refuse('a list of option numbers is expected');
    case 'Boolean':
      return typeof value === 'boolean' ? value : refuse('true or false is expected');
    case 'DateTime':
      return value instanceof Date ? value : refuse('a Date is expected');
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return isLookupList(value) ? value : refuse('a list of references is expected');
    default:
      return value;
  }
}

/** A collection of the client API over a live list: `forEach`, `get`, `getLength`. */
export function asCollection(items: () => unknown[], nameOf: (item: unknown) => string = nameOfItem): object {
  return {
    forEach: (callback: (item: unknown, index: number) => void) => {
      items().forEach((item, index) => {
        callback(item, index);
      });
    },
    get: (key?: string | number | ((item: unknown, index: number) => boolean)) => {
      if (key === undefined || key === null) return items();
      if (typeof key === 'function') return items().filter(key);
      if (typeof key === 'number') return items()[key] ?? null;
      return items().find((item) => nameOf(item) === key) ?? null;
    },
    getLength: () => items().length,
    getAll: () => items(),
  };
}

const nameOfItem = (item: unknown): string => (item as { getName(): string }).getName();
