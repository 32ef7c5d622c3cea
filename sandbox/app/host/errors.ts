/** Room sandbox/app. The named errors of the browser host. */

/** The sandbox does not have a part of the platform that somebody asked for. */
export class NotSupportedBySandboxError extends Error {
  override readonly name = 'NotSupportedBySandboxError';
  readonly code = 'not-supported-by-sandbox';
  constructor(readonly member: string) {
    super(`${member} is not supported by the sandbox.`);
  }
}

/** The Web API, or the way to it, refused a request. `errorCode` is the platform's code as a number; 0 when there was no answer. */
export class WebApiError extends Error {
  override readonly name = 'WebApiError';
  readonly code = 'web-api-failed';
  constructor(
    message: string,
    readonly errorCode: number,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A function that a form, a command or a rule names is not in the loaded scripts. */
export class FunctionMissingError extends Error {
  override readonly name = 'FunctionMissingError';
  readonly code = 'function-missing';
  constructor(readonly functionName: string) {
    super(
      `The function ${functionName} is not in any script that is loaded. Check its name and the library that should define it.`,
    );
  }
}

/** A script or string resource could not be loaded. */
export class ScriptNotLoadedError extends Error {
  override readonly name = 'ScriptNotLoadedError';
  readonly code = 'script-not-loaded';
  constructor(
    readonly webResourceName: string,
    reason: string,
  ) {
    super(`The web resource ${webResourceName} could not be loaded: ${reason}`);
  }
}

/** A sentence for whoever reads the error; anything may have been thrown by a script. */
export function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : 'Something went wrong without an explanation.';
}
