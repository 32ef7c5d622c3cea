/**
 * Room solution, deploy. What can go wrong between the command line and a verified environment. Callers branch on `code`;
 * no message repeats a value of the settings file or a secret.
 */
import { SolutionToolError } from '../errors';

const list = (items: readonly string[]): string => items.map((item) => `\n  - ${item}`).join('');

/** The environment lacks something the solution needs. Nothing was changed. */
export class PrerequisitesMissingError extends SolutionToolError {
  override readonly name = 'PrerequisitesMissingError';
  readonly code = 'prerequisites-missing';
  /** @param missing one sentence each, with what to do about it. */
  constructor(readonly missing: readonly string[]) {
    super(`Nothing was changed, because the environment is not ready:${list(missing)}`);
  }
}

/** One mistake of a settings file. */
export interface SettingsProblem {
  /** Where it is, such as `EnvironmentVariables[2].Value`; empty for the file as a whole. */
  readonly path: string;
  readonly text: string;
}

/** The settings file cannot be applied. Nothing was changed. */
export class SettingsInvalidError extends SolutionToolError {
  override readonly name = 'SettingsInvalidError';
  readonly code = 'settings-invalid';
  constructor(
    readonly file: string,
    readonly problems: readonly SettingsProblem[],
  ) {
    super(
      `Nothing was changed, because the settings file ${file} has mistakes:${list(
        problems.map(({ path, text }) => (path === '' ? text : `${path}: ${text}`)),
      )}`,
    );
  }
}

/** The start of the import got no clear answer, and no import job can be found. */
export class ImportStartUnknownError extends SolutionToolError {
  override readonly name = 'ImportStartUnknownError';
  readonly code = 'import-start-unknown';
  constructor(
    readonly importJobId: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `Nobody knows whether the import was started (${reason}), and import job ${importJobId} was not found. It may still have started: look at the solution history before importing again.`,
      options,
    );
  }
}

/** The import ended well, but something the package brings cannot be found. */
export class VerificationFailedError extends SolutionToolError {
  override readonly name = 'VerificationFailedError';
  readonly code = 'verification-failed';
  constructor(readonly absent: readonly string[]) {
    super(`The import ended, but these are not as the package says:${list(absent)}`);
  }
}

/** Sign-in failed, or lacks something. */
export class SignInFailedError extends SolutionToolError {
  override readonly name = 'SignInFailedError';
  readonly code = 'sign-in-failed';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Sign-in failed: ${reason}`, options);
  }
}

/** The environment refused a request that deploying needs. */
export class RequestRefusedError extends SolutionToolError {
  override readonly name = 'RequestRefusedError';
  readonly code = 'request-refused';
  constructor(
    /** What was asked, without values. */
    readonly request: string,
    readonly status: number,
    /** The platform's error code, such as `0x80040220`. */
    readonly platformCode?: string,
    reason?: string,
  ) {
    super(
      `The environment refused ${request} with HTTP ${status}${platformCode ? ` (${platformCode})` : ''}: ${reason ?? 'it gave no reason.'}`,
    );
  }
}

/** An answer, or the lack of one, that leaves open whether the request was carried out. */
export class AnswerUnclearError extends SolutionToolError {
  override readonly name = 'AnswerUnclearError';
  readonly code = 'answer-unclear';
  constructor(
    /** What was asked, without values. */
    readonly request: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `The environment gave no clear answer to ${request} (${reason}), so whether it was done is not known. Run the command again: it looks first at what is there.`,
      options,
    );
  }
}

/** The file is no solution zip. */
export class PackageInvalidError extends SolutionToolError {
  override readonly name = 'PackageInvalidError';
  readonly code = 'package-invalid';
  constructor(
    readonly file: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file} is not a solution zip: ${reason}`, options);
  }
}

/** The solution cannot be removed as things are. Nothing was changed, but for the webhook where the message says so. */
export class UninstallRefusedError extends SolutionToolError {
  override readonly name = 'UninstallRefusedError';
  readonly code = 'uninstall-refused';
  /** @param isUnhooked had the webhook been removed before the removal was refused? */
  constructor(reason: string, isUnhooked = false) {
    super(`${isUnhooked ? 'Only the webhook was removed' : 'Nothing was removed'}: ${reason}`);
  }
}

/** The command line asks for something that does not exist. */
export class UsageError extends SolutionToolError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}
