/**
 * Room sandbox/flows. What is wrong with a definition, found before anything runs; one class a kind. The platform refuses
 * such a flow when it is saved or switched on.
 */

/** Base of everything that compiling throws, besides `FlowNotSupportedError`. */
export abstract class FlowDefinitionError extends Error {
  /** Stable kebab-case name. Callers and tests branch on this, never on `message`. */
  abstract readonly code: string;
  constructor(
    /** Undefined: the definition as a whole. */
    readonly action: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A part that is missing, or is of the wrong kind. */
export class FlowShapeError extends FlowDefinitionError {
  override readonly name = 'FlowShapeError';
  readonly code = 'flow-shape';
  constructor(action: string | undefined, what: string) {
    super(action, action === undefined ? `The definition is not valid: ${what}.` : `Action '${action}': ${what}.`);
  }
}

export class ActionTypeNotKnownError extends FlowDefinitionError {
  override readonly name = 'ActionTypeNotKnownError';
  readonly code = 'action-type-not-known';
  constructor(action: string, type: string) {
    super(action, `Action '${action}' is of the type '${type}', which does not exist.`);
  }
}

/** A text that starts like an expression and is none. */
export class ExpressionInvalidError extends FlowDefinitionError {
  override readonly name = 'ExpressionInvalidError';
  readonly code = 'expression-invalid';
  constructor(action: string | undefined, property: string, cause: Error) {
    super(action, `${action === undefined ? 'The trigger' : `Action '${action}'`}, ${property}: ${cause.message}`, {
      cause,
    });
  }
}

/** An action that waits for one that is not in the same container. */
export class RunAfterNotSiblingError extends FlowDefinitionError {
  override readonly name = 'RunAfterNotSiblingError';
  readonly code = 'run-after-not-sibling';
  constructor(action: string, target: string) {
    super(action, `Action '${action}' runs after '${target}', which is not an action beside it.`);
  }
}

export class RunAfterCycleError extends FlowDefinitionError {
  override readonly name = 'RunAfterCycleError';
  readonly code = 'run-after-cycle';
  constructor(readonly actions: readonly string[]) {
    super(actions[0], `These actions wait for each other: ${actions.join(', ')}.`);
  }
}

/** Two actions, or an action and the trigger, of one name. */
export class ActionNameTakenError extends FlowDefinitionError {
  override readonly name = 'ActionNameTakenError';
  readonly code = 'action-name-taken';
  constructor(action: string) {
    super(action, `The name '${action}' is given twice; every action of a flow needs a name of its own.`);
  }
}

export class NestingTooDeepError extends FlowDefinitionError {
  override readonly name = 'NestingTooDeepError';
  readonly code = 'nesting-too-deep';
  constructor(action: string, limit: number) {
    super(action, `Action '${action}' is nested more than ${limit} levels deep.`);
  }
}

export class TooManyActionsError extends FlowDefinitionError {
  override readonly name = 'TooManyActionsError';
  readonly code = 'too-many-actions';
  constructor(limit: number) {
    super(undefined, `The flow has more than ${limit} actions.`);
  }
}

export class VariableError extends FlowDefinitionError {
  override readonly name = 'VariableError';
  constructor(
    action: string | undefined,
    readonly code:
      | 'variable-not-at-top'
      | 'variable-declared-twice'
      | 'variable-not-declared'
      | 'variable-refers-to-itself'
      | 'too-many-variables',
    message: string,
  ) {
    super(action, message);
  }
}

/** An expression that speaks of an action, a loop or a parameter that is not there, or is not sure to be finished. */
export class ReferenceInvalidError extends FlowDefinitionError {
  override readonly name = 'ReferenceInvalidError';
  readonly code = 'reference-invalid';
  constructor(
    action: string | undefined,
    readonly reference: string,
    reason: string,
  ) {
    super(
      action,
      `${action === undefined ? 'The trigger' : `Action '${action}'`} refers to '${reference}', ${reason}.`,
    );
  }
}

export class ConnectionNotDeclaredError extends FlowDefinitionError {
  override readonly name = 'ConnectionNotDeclaredError';
  readonly code = 'connection-not-declared';
  constructor(action: string, connection: string) {
    super(action, `Action '${action}' uses the connection '${connection}', which the flow does not declare.`);
  }
}

/** A run that was started without a value that the flow needs. */
export class ParameterMissingError extends Error {
  override readonly name = 'ParameterMissingError';
  readonly code = 'parameter-missing';
  constructor(readonly parameter: string) {
    super(`The flow's parameter '${parameter}' has no value and no default.`);
  }
}

/** A run that was started with a value of the wrong type. */
export class ParameterTypeError extends Error {
  override readonly name = 'ParameterTypeError';
  readonly code = 'parameter-type';
  constructor(
    readonly parameter: string,
    expected: string,
    actual: string,
  ) {
    super(`The flow's parameter '${parameter}' is of type '${expected}' and was given a value of type '${actual}'.`);
  }
}
