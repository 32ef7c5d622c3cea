/** Room sandbox/app. Errors of the form host: one class per failure that a caller or a maker treats differently. */

/** Base of all errors of the form host. */
export abstract class FormHostError extends Error {
  /** Stable kebab-case name; callers branch on this, never on `message`. */
  abstract readonly code: string;
}

/** The FormXml (or a control's manifest or resources) cannot be read. */
export class XmlInvalidError extends FormHostError {
  override readonly name = 'XmlInvalidError';
  readonly code = 'xml-invalid';
  constructor(what: string, detail: string, options?: ErrorOptions) {
    super(`${what} cannot be read: ${detail}`, options);
  }
}

/** A documented member of the client API that this host does not offer. */
export class MemberNotSupportedError extends FormHostError {
  override readonly name = 'MemberNotSupportedError';
  readonly code = 'member-not-supported';
  constructor(readonly member: string) {
    super(`The sandbox does not support ${member}.`);
  }
}

/** A script gave a value that its column cannot hold. */
export class ValueInvalidError extends FormHostError {
  override readonly name = 'ValueInvalidError';
  readonly code = 'value-invalid';
  constructor(
    readonly column: string,
    expectation: string,
  ) {
    super(`The value given for column ${column} is not valid: ${expectation}.`);
  }
}

/** The `parameters` of an event handler in FormXml are not a list of literals. */
export class HandlerParametersInvalidError extends FormHostError {
  override readonly name = 'HandlerParametersInvalidError';
  readonly code = 'handler-parameters-invalid';
  constructor(functionName: string, options?: ErrorOptions) {
    super(`The parameters of event handler ${functionName} are not a comma-separated list of literals.`, options);
  }
}

/** The table has no form that could show the row. */
export class FormMissingError extends FormHostError {
  override readonly name = 'FormMissingError';
  readonly code = 'form-missing';
  constructor(table: string) {
    super(`The app offers no main form for table ${table}. Add one to the solution and import it again.`);
  }
}

/** The table has no relationship through which a lookup column could be written. */
export class RelationshipMissingError extends FormHostError {
  override readonly name = 'RelationshipMissingError';
  readonly code = 'relationship-missing';
  constructor(column: string, target: string) {
    super(`Column ${column} has no relationship to table ${target}, so its value cannot be saved.`);
  }
}

/** A save was refused before it reached the server: validation, or a handler that prevented it. */
export class SaveRefusedError extends FormHostError {
  override readonly name = 'SaveRefusedError';
  readonly code = 'save-refused';
}

/** A component-framework control that this host cannot show, with the reason. */
export class ControlNotSupportedError extends FormHostError {
  override readonly name = 'ControlNotSupportedError';
  readonly code = 'control-not-supported';
  constructor(
    readonly controlName: string,
    reason: string,
  ) {
    super(`Control ${controlName} cannot be shown: ${reason}.`);
  }
}

/** The sentence to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}

/** Gives an object, for each documented but unsupported method, a function that throws an error naming it. */
export function refuseMethods<T extends object>(target: T, path: string, methods: readonly string[]): T {
  for (const method of methods) {
    Object.defineProperty(target, method, {
      enumerable: false,
      value: () => {
        throw new MemberNotSupportedError(`${path}.${method}`);
      },
    });
  }
  return target;
}

/** Gives an object, for each documented but unsupported property, a getter that throws an error naming it. */
export function refuseProperties<T extends object>(target: T, path: string, properties: readonly string[]): T {
  for (const property of properties) {
    Object.defineProperty(target, property, {
      enumerable: false,
      get: () => {
        throw new MemberNotSupportedError(`${path}.${property}`);
      },
    });
  }
  return target;
}
