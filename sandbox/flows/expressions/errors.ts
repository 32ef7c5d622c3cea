/**
 * Room sandbox/flows. What goes wrong with an expression, one class a kind. Messages name functions, types and places and
 * never a value: values may be phone numbers, names or message texts.
 */

/** Where in a definition an expression stands. */
export interface ExpressionPlace {
  /** Characters from the start of the text that holds the expression, from 0. */
  readonly position?: number;
  /** The way from the evaluated value to that text, such as `parameters/item~1name` (RFC 6901, without the first slash). */
  readonly path?: string;
}

/** Base of everything that parsing and evaluating throws. */
export abstract class ExpressionError extends Error {
  /** Stable kebab-case name. The runner and tests branch on this, never on `message`. */
  abstract readonly code: string;
  private place: ExpressionPlace = {};

  get position(): number | undefined {
    return this.place.position;
  }

  get path(): string | undefined {
    return this.place.path;
  }

  /** Says where it went wrong; what is known already stays. */
  locate(place: ExpressionPlace): this {
    if (this.place.position === undefined && place.position !== undefined) {
      this.message = `${this.message} (character ${place.position})`;
    }
    if (this.place.path === undefined && place.path) this.message = `${this.message} in '${place.path}'`;
    this.place = { ...place, ...this.place };
    return this;
  }
}

/** The text is not an expression. */
export class ExpressionSyntaxError extends ExpressionError {
  override readonly name = 'ExpressionSyntaxError';
  readonly code = 'expression-syntax';
  constructor(
    /** What is wrong, without the place. */
    readonly detail: string,
    position: number,
  ) {
    super(`The expression is not valid: ${detail}.`);
    this.locate({ position });
  }
}

/** Longer than the platform accepts. */
export class ExpressionTooLongError extends ExpressionError {
  override readonly name = 'ExpressionTooLongError';
  readonly code = 'expression-too-long';
  constructor(
    readonly length: number,
    readonly limit: number,
  ) {
    super(`The expression has ${length} characters; ${limit} are allowed.`);
  }
}

/** There is no function of that name on the platform. */
export class FunctionNotKnownError extends ExpressionError {
  override readonly name = 'FunctionNotKnownError';
  readonly code = 'function-not-known';
  constructor(readonly functionName: string) {
    super(`There is no function '${functionName}'.`);
  }
}

/** The platform can do it, the sandbox cannot. */
export class NotSupportedInExpressionError extends ExpressionError {
  override readonly name = 'NotSupportedInExpressionError';
  readonly code = 'expression-not-supported';
  constructor(
    readonly functionName: string,
    /** What of the function is not there; empty when nothing of it is. */
    readonly feature = '',
  ) {
    super(`The sandbox does not support the function '${functionName}'${feature && ` with ${feature}`}.`);
  }
}

/** Too few or too many arguments. */
export class ArgumentCountError extends ExpressionError {
  override readonly name = 'ArgumentCountError';
  readonly code = 'argument-count';
  constructor(
    readonly functionName: string,
    readonly expected: string,
    readonly actual: number,
  ) {
    super(`The function '${functionName}' takes ${expected}, and was given ${actual}.`);
  }
}

/** An argument is of a type that the function does not take. */
export class ArgumentTypeError extends ExpressionError {
  override readonly name = 'ArgumentTypeError';
  readonly code = 'argument-type';
  constructor(
    readonly functionName: string,
    /** From 1, as a person counts. */
    readonly argument: number,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`The function '${functionName}' expects argument ${argument} to be ${expected}; it is of type '${actual}'.`);
  }
}

/** An argument has the right type and a value that cannot be worked with. */
export class ArgumentValueError extends ExpressionError {
  override readonly name = 'ArgumentValueError';
  readonly code = 'argument-value';
  constructor(
    readonly functionName: string,
    readonly reason: string,
  ) {
    super(`The function '${functionName}' failed: ${reason}.`);
  }
}

/** A property or an element that is not there, of a value that has none, or of the wrong kind. */
export class MemberAccessError extends ExpressionError {
  override readonly name = 'MemberAccessError';
  readonly code = 'member-access';
  constructor(reason: string) {
    super(`The value cannot be opened: ${reason}.`);
  }
}

/** An action, a variable, a parameter, a loop or a trigger that the run does not have. */
export class ReferenceNotFoundError extends ExpressionError {
  override readonly name = 'ReferenceNotFoundError';
  readonly code = 'reference-not-found';
  constructor(
    readonly functionName: string,
    readonly referenceName?: string,
  ) {
    super(
      referenceName === undefined
        ? `The function '${functionName}' has nothing to refer to here.`
        : `The function '${functionName}' refers to '${referenceName}', which does not exist here.`,
    );
  }
}

/** A result longer than the platform allows. */
export class ResultTooLongError extends ExpressionError {
  override readonly name = 'ResultTooLongError';
  readonly code = 'result-too-long';
  constructor(
    readonly functionName: string,
    readonly length: number,
    readonly limit: number,
  ) {
    super(`The result of '${functionName}' has ${length} characters; ${limit} are allowed.`);
  }
}

/** Arrays and objects nested deeper than the sandbox follows. */
export class ValueTooDeepError extends ExpressionError {
  override readonly name = 'ValueTooDeepError';
  readonly code = 'value-too-deep';
  constructor(readonly limit: number) {
    super(`The value is nested more than ${limit} levels deep.`);
  }
}

/** The evaluation took more steps than it was given. */
export class StepLimitError extends ExpressionError {
  override readonly name = 'StepLimitError';
  readonly code = 'step-limit';
  constructor(readonly limit: number) {
    super(`The evaluation was stopped after ${limit} steps.`);
  }
}
