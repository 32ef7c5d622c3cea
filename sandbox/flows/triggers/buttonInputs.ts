/**
 * Room sandbox/flows. What a person gives to a flow that is run by hand: the fields of its form, from the schema of the
 * trigger, and the check of what was filled in. Source of the schema's members: definitions that the designer writes.
 */
import { FlowNotSupportedError } from '../contracts';
import { isArray, isObject, type FlowObject, type FlowValue } from '../expressions';
import { TriggerInvalidError, type ButtonField, type InputType } from './contracts';

/** `x-ms-content-hint` to what is asked. */
const HINTS: Readonly<Record<string, InputType>> = {
  TEXT: 'text',
  NUMBER: 'number',
  BOOLEAN: 'boolean',
  EMAIL: 'email',
  DATE: 'date',
};

/** What was filled in does not fit the form. */
export class InputsInvalidError extends Error {
  override readonly name = 'InputsInvalidError';
  readonly code = 'inputs-invalid';
  constructor(
    readonly field: string,
    what: string,
  ) {
    super(`The input '${field}' ${what}.`);
  }
}

/** @throws {FlowNotSupportedError} for files and other inputs that the form cannot ask for */
export function readFields(trigger: string, schema: FlowObject): ButtonField[] {
  const { properties, required } = schema;
  if (properties === undefined) return [];
  if (!isObject(properties)) throw new TriggerInvalidError(trigger, 'has a schema whose properties are not an object');
  const needed = new Set(required !== undefined && isArray(required) ? required : []);
  return Object.entries(properties).map(([name, value]) => {
    const property = isObject(value) ? value : {};
    const description = text(property.description);
    const choices = choicesOf(property);
    return {
      name,
      title: text(property.title) ?? name,
      ...(description === undefined ? {} : { description }),
      type: typeOf(name, property),
      isRequired: needed.has(name),
      ...(choices === undefined ? {} : { choices }),
    };
  });
}

const text = (value: FlowValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function choicesOf(property: FlowObject): readonly string[] | undefined {
  const values = property.enum;
  if (values === undefined || !isArray(values)) return undefined;
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}

function typeOf(name: string, property: FlowObject): InputType {
  const hint = text(property['x-ms-content-hint']);
  const known = hint === undefined ? undefined : HINTS[hint];
  if (known !== undefined) return known;
  if (hint === undefined) {
    const { type } = property;
    if (type === 'number' || type === 'integer') return 'number';
    if (type === 'boolean') return 'boolean';
    if (type === 'string' || type === undefined) return 'text';
  }
  throw new FlowNotSupportedError(`the input '${name}' of the type '${hint ?? text(property.type) ?? ''}'`);
}

/**
 * What `triggerBody()` holds of the inputs: fields that were left empty are not there.
 * @throws {InputsInvalidError}
 */
export function checkInputs(fields: readonly ButtonField[], given: Readonly<Record<string, unknown>>): FlowObject {
  const known = new Map(fields.map((field) => [field.name, field]));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) throw new InputsInvalidError(unknown, 'is not one that the flow asks for');
  const entries = fields.flatMap((field): [string, FlowValue][] => {
    const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    if (value === undefined || value === null || value === '') {
      if (field.isRequired) throw new InputsInvalidError(field.title, 'has to be given');
      return [];
    }
    return [[field.name, checkInput(field, value)]];
  });
  return Object.fromEntries(entries);
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The 31st of February is read as a day of March. */
const isDay = (text: string): boolean => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

function checkInput(field: ButtonField, value: unknown): FlowValue {
  const refuse = (what: string): never => {
    throw new InputsInvalidError(field.title, what);
  };
  switch (field.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : refuse('has to be a number');
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse('has to be yes or no');
    case 'email':
      return typeof value === 'string' && EMAIL.test(value) ? value : refuse('has to be an e-mail address');
    case 'date':
      return typeof value === 'string' && DATE.test(value) && isDay(value) ? value : refuse('has to be a date');
    case 'text': {
      if (typeof value !== 'string') return refuse('has to be a text');
      return field.choices && !field.choices.includes(value) ? refuse('is not one of its choices') : value;
    }
  }
}
