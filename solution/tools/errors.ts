/**
 * Room solution. What can go wrong while the solution is packed, built, checked or deployed. Callers branch on `code`.
 */

export abstract class SolutionToolError extends Error {
  /** Stable kebab-case name. */
  abstract readonly code: string;
}

/** A built file that the solution names does not exist. */
export class BuiltFileMissingError extends SolutionToolError {
  override readonly name = 'BuiltFileMissingError';
  readonly code = 'built-file-missing';
  /**
   * @param file path of the missing file, relative to the working directory.
   * @param neededBy what names it, such as a web resource.
   */
  constructor(
    readonly file: string,
    readonly neededBy: string,
  ) {
    super(`${neededBy} needs the built file ${file}, which does not exist. Run "npm run build" first.`);
  }
}

/** The unpacked source holds something that the packer cannot read or would lose. */
export class SourceInvalidError extends SolutionToolError {
  override readonly name = 'SourceInvalidError';
  readonly code = 'source-invalid';
  constructor(
    readonly file: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}

/** A solution zip that cannot be unpacked, or only with a loss. */
export class PackageInvalidError extends SolutionToolError {
  override readonly name = 'PackageInvalidError';
  readonly code = 'package-invalid';
  /** @param part name of the part inside the zip. */
  constructor(
    readonly part: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${part}: ${reason}`, options);
  }
}

/** The mapping file has an element that SolutionPackager does not know, or one without its attributes. */
export class MapInvalidError extends SolutionToolError {
  override readonly name = 'MapInvalidError';
  readonly code = 'map-invalid';
  constructor(
    readonly file: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${reason}`, options);
  }
}

/** Generated files do not say what would be generated now. */
export class GeneratedStaleError extends SolutionToolError {
  override readonly name = 'GeneratedStaleError';
  readonly code = 'generated-stale';
  /** @param files names of the files below outbound/dataverse/generated. */
  constructor(readonly files: readonly string[]) {
    super(
      `outbound/dataverse/generated is stale: ${files.join(', ')}. Run "npx tsx solution/tools/generateNames.ts" and commit the result.`,
    );
  }
}

/** A build step ended with an error; its own output says more. */
export class BuildStepFailedError extends SolutionToolError {
  override readonly name = 'BuildStepFailedError';
  readonly code = 'build-step-failed';
  constructor(
    readonly step: string,
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(`Building ${step} failed with exit code ${exitCode}.\n${output.trim()}`);
  }
}

/** What the platform reported about one component of an import. */
export interface ComponentResult {
  readonly name: string;
  readonly result: string;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** The platform refused or aborted the import of a solution. */
export class ImportFailedError extends SolutionToolError {
  override readonly name = 'ImportFailedError';
  readonly code = 'import-failed';
  /**
   * @param reason the platform's message.
   * @param platformCode the platform's error code, if it gave one.
   * @param components results that are not a success.
   */
  constructor(
    reason: string,
    readonly platformCode?: string,
    readonly components: readonly ComponentResult[] = [],
  ) {
    const details = components.map((item) => `\n  ${item.name}: ${item.errorText ?? item.result}`).join('');
    super(`The solution was not imported: ${reason}${details}`);
  }
}

/** The environment did not answer, or not in the way of a Dataverse Web API. */
export class EnvironmentUnreachableError extends SolutionToolError {
  override readonly name = 'EnvironmentUnreachableError';
  readonly code = 'environment-unreachable';
  constructor(
    readonly url: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${url} did not answer as a Dataverse environment: ${reason}`, options);
  }
}

/** A bearer token would travel in clear text. */
export class AddressInsecureError extends SolutionToolError {
  override readonly name = 'AddressInsecureError';
  readonly code = 'address-insecure';
  constructor(readonly url: string) {
    super(`A token is never sent to ${url}, because it is not https. Use the environment's https address.`);
  }
}

/** A system job that neither succeeded nor failed in the time given. It may still be running. */
export class JobTimeoutError extends SolutionToolError {
  override readonly name = 'JobTimeoutError';
  readonly code = 'job-timeout';
  constructor(
    readonly asyncOperationId: string,
    timeoutMs: number,
  ) {
    super(
      `It is still running after ${Math.round(timeoutMs / 1000)} seconds. Look at system job ${asyncOperationId} before trying again.`,
    );
  }
}

/** Prints a known error as its sentence and an unknown one whole, then ends the program with exit code 1. */
export function exitWithError(error: unknown): never {
  console.error(error instanceof SolutionToolError ? error.message : error);
  process.exit(1);
}
