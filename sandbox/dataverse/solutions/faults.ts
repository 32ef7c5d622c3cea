/**
 * Room sandbox/dataverse, solutions. Why a solution cannot be imported: one code a case, with the number and the wording
 * of the platform. Source of numbers and wordings: Microsoft Learn, "Web service error codes".
 */

import { DataverseError } from '../errors';

export type SolutionFaultCode =
  | 'bad-solution-file'
  | 'malformed-xml'
  | 'invalid-customizations'
  | 'older-version'
  | 'managed-over-unmanaged'
  | 'unmanaged-over-managed'
  | 'other-publisher'
  | 'missing-dependencies'
  | 'unknown-root-component'
  | 'undeclared-root-component'
  | 'missing-choice'
  | 'platform-library-not-supported'
  | 'import-failed';

/** A component of a solution, for messages and for the result by component. */
export interface ComponentName {
  /** `Entity`, `Web Resource`, `Form` and so on. */
  readonly type: string;
  readonly name: string;
}

/** The import stops and nothing of it stays. `errorCode` is the platform's 32-bit number. */
export class SolutionImportError extends Error {
  override readonly name = 'SolutionImportError';
  constructor(
    readonly code: SolutionFaultCode,
    readonly errorCode: number,
    message: string,
    /** What is at fault; none when it is the file as a whole. */
    readonly component?: ComponentName,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** As the platform writes a code: `0x8004801D`. */
export const toHexCode = (errorCode: number): string => `0x${(errorCode >>> 0).toString(16).toUpperCase()}`;

const ROOT_FILES_SENTENCE =
  'Solution file is invalid. The compressed file must contain the following files at its root: solution.xml, customizations.xml, and [Content_Types].xml.';

export const badSolutionFile = (detail: string, options?: ErrorOptions): SolutionImportError =>
  new SolutionImportError(
    'bad-solution-file',
    ERROR.badZipFile,
    `${ROOT_FILES_SENTENCE} ${detail}`,
    undefined,
    options,
  );

export const malformedXml = (
  entry: string,
  line: number | undefined,
  detail: string,
  options?: ErrorOptions,
): SolutionImportError =>
  new SolutionImportError(
    'malformed-xml',
    ERROR.notWellFormed,
    `Invalid customization file. This file is not well formed: ${entry}${line === undefined ? '' : `, line ${line}`}: ${detail}`,
    undefined,
    options,
  );

export const invalidCustomizations = (detail: string, component?: ComponentName): SolutionImportError =>
  new SolutionImportError(
    'invalid-customizations',
    ERROR.xsdValidation,
    `The import file is invalid. ${detail}`,
    component,
  );

export const olderVersion = (solution: string, version: string, installed: string): SolutionImportError =>
  new SolutionImportError(
    'older-version',
    ERROR.importSolution,
    `The solution ${solution} cannot be imported: its version ${version} is lower than the installed version ${installed}.`,
  );

const MODES_SENTENCE =
  'Import can only update solutions when the modes match. Uninstall the current solution and try again.';

export const managedOverUnmanaged = (): SolutionImportError =>
  new SolutionImportError(
    'managed-over-unmanaged',
    ERROR.managedToUnmanaged,
    `The solution is already installed on this system as an unmanaged solution and the package supplied is attempting to install it in managed mode. ${MODES_SENTENCE}`,
  );

export const unmanagedOverManaged = (): SolutionImportError =>
  new SolutionImportError(
    'unmanaged-over-managed',
    ERROR.unmanagedToManaged,
    `The solution is already installed on this system as a managed solution and the package supplied is attempting to install it in unmanaged mode. ${MODES_SENTENCE}`,
  );

export const otherPublisher = (solution: string, installed: string, given: string): SolutionImportError =>
  new SolutionImportError(
    'other-publisher',
    ERROR.wrongPublisher,
    `The following managed solution cannot be imported: ${solution}. The publisher name cannot be changed from ${installed} to ${given}.`,
  );

export const missingDependencies = (solution: string, missing: readonly string[]): SolutionImportError =>
  new SolutionImportError(
    'missing-dependencies',
    ERROR.missingDependencies,
    `The following solution cannot be imported: ${solution}. Some dependencies are missing. The missing dependencies are: ${missing.join('; ')}.`,
  );

export const unknownRootComponent = (component: ComponentName): SolutionImportError =>
  new SolutionImportError(
    'unknown-root-component',
    ERROR.missingComponent,
    `Cannot add a Root Component ${component.name} of type ${component.type} because it is not in the target system.`,
    component,
  );

export const undeclaredRootComponent = (component: ComponentName): SolutionImportError =>
  new SolutionImportError(
    'undeclared-root-component',
    ERROR.missingRootEntry,
    `The import has failed because component ${component.name} of type ${component.type} is not declared in the solution file as a root component. To fix this, import again using the XML file that was generated when you exported the solution.`,
    component,
  );

export const missingChoice = (column: string, choice: string, component: ComponentName): SolutionImportError =>
  new SolutionImportError(
    'missing-choice',
    ERROR.optionSetAttribute,
    `Attribute '${column}' was not imported as it references a non-existing global Option Set ('${choice}').`,
    component,
  );

export const platformLibraryNotSupported = (control: string, library: string, version: string): SolutionImportError =>
  new SolutionImportError(
    'platform-library-not-supported',
    ERROR.importSolution,
    `The control ${control} needs the platform library ${library} ${version}, which is not served here. React 16 and Fluent 8 are.`,
    { type: 'Custom Control', name: control },
  );

/** Writing stopped at a component; nothing of the import stays, and the result says what had been done until then. */
export class HalfImportedError<Result extends ComponentName = ComponentName> extends Error {
  override readonly name = 'HalfImportedError';
  readonly code = 'half-imported';
  constructor(
    readonly component: ComponentName,
    readonly results: readonly Result[],
    options: ErrorOptions,
  ) {
    super(`The component ${component.name} (${component.type}) could not be written.`, options);
  }
}

export const holdingUnmanaged = (solution: string): SolutionImportError =>
  new SolutionImportError(
    'import-failed',
    ERROR.importSolution,
    `The solution ${solution} is unmanaged: only a managed solution can be staged to upgrade an installed one.`,
  );

/** The reason of a failed import as the answer of a synchronous message. */
export const toDataverseError = (error: SolutionImportError): DataverseError =>
  new DataverseError(400, toHexCode(error.errorCode).toLowerCase(), error.message, undefined, { cause: error });

/** Anything that went wrong while writing, told as the reason of the failed import. */
export function toImportError(error: unknown): SolutionImportError {
  if (error instanceof SolutionImportError) return error;
  const reason: unknown = error instanceof HalfImportedError ? error.cause : error;
  if (reason instanceof SolutionImportError) return reason;
  const message = reason instanceof Error ? reason.message : String(reason);
  return new SolutionImportError(
    'import-failed',
    ERROR.importSolution,
    `An error occurred while importing a Solution. ${message}`,
    error instanceof HalfImportedError ? error.component : undefined,
    { cause: reason },
  );
}

const ERROR = {
  badZipFile: -2147188640,
  wrongPublisher: -2147188708,
  missingDependencies: -2147188707,
  missingComponent: -2147188705,
  missingRootEntry: -2147188678,
  notWellFormed: -2147188717,
  xsdValidation: -2147188710,
  importSolution: -2147188685,
  managedToUnmanaged: -2147188672,
  unmanagedToManaged: -2147188671,
  optionSetAttribute: -2147188679,
} as const;
