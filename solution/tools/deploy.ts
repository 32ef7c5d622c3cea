/**
 * Room solution. Imports a solution zip into a Dataverse environment over the Web API, as an administrator's client does:
 * start, watch the system job, report what failed.
 *
 * Source: Microsoft Learn, Web API reference, "ImportSolutionAsync", "asyncoperation" and "importjob".
 * Command line: `tsx solution/tools/deploy.ts --url http://127.0.0.1:8181 dist/OutboundMessaging_managed.zip`.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  AddressInsecureError,
  BuiltFileMissingError,
  EnvironmentUnreachableError,
  exitWithError,
  ImportFailedError,
  ImportTimeoutError,
  type ComponentResult,
} from './errors';
import { attribute, descendants, parseXml, type Element } from './xml';

export interface ImportSolutionOptions {
  /** Address of the environment without a path, such as `http://127.0.0.1:8181`. */
  readonly baseUrl: string;
  /** The zip's bytes. */
  readonly zip: Uint8Array;
  /** Bearer token. Default: none, as the sandbox on this machine needs. */
  readonly token?: string;
  /** Replaces unmanaged changes of the same components. Default false. */
  readonly overwriteUnmanagedCustomizations?: boolean;
  /** Called with the percentage done, each time it was read. */
  readonly onProgress?: (percent: number) => void;
  /** How long to watch the system job, in milliseconds. Default: one hour, as imports into a full organization are slow. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly wait?: (ms: number) => Promise<void>;
}

export interface ImportedSolution {
  readonly importJobId: string;
  readonly asyncOperationId: string;
}

const HOUR_MS = 3_600_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 3_000;
const COMPLETED = 3;
const SUCCEEDED = 30;

interface SystemJob {
  readonly statecode: number;
  readonly statuscode: number;
  readonly message?: string | null;
  readonly friendlymessage?: string | null;
  readonly errorcode?: number | null;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Requests to one environment; a refusal is an answer, no answer an error. */
class WebApi {
  constructor(private readonly options: ImportSolutionOptions) {}

  async send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const { baseUrl, token, fetch = globalThis.fetch } = this.options;
    const url = `${baseUrl.replace(/\/$/, '')}/api/data/v9.2/${path}`;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/json; charset=utf-8',
          'OData-MaxVersion': '4.0',
          'OData-Version': '4.0',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: toBody(await response.text()) };
    } catch (error) {
      // fetch says "fetch failed" and keeps what happened in its cause.
      const { message, cause } = error as Error;
      throw new EnvironmentUnreachableError(baseUrl, cause instanceof Error ? cause.message : message, {
        cause: error,
      });
    }
  }
}

/** A proxy's page is no body of the Web API; its status is all there is to know. */
function toBody(text: string): Record<string, unknown> {
  try {
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return {};
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Tokens travel encrypted, or not beyond this machine. */
function requireSafeAddress({ baseUrl, token }: ImportSolutionOptions): void {
  if (token === undefined) return;
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== 'https:' && !LOOPBACK.test(hostname)) throw new AddressInsecureError(baseUrl);
}

const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

function refusal({ status, body }: Answer): ImportFailedError {
  const error = body['error'] as { code?: string; message?: string } | undefined;
  return new ImportFailedError(error?.message ?? `the environment answered HTTP ${status}.`, error?.code);
}

const nameOf = (element: Element): string =>
  ['LocalizedName', 'UniqueName', 'name', 'Name', 'id'].map((key) => attribute(element, key)).find(Boolean) ??
  element.tagName;

/** Results of an import job's data that are not a success. Data that cannot be read names no component. */
function failedComponents(data: unknown): ComponentResult[] {
  if (typeof data !== 'string' || data === '') return [];
  let root: Element;
  try {
    root = parseXml(data, 'import job');
  } catch {
    // The job's message already says what failed; the list of components only adds detail.
    return [];
  }
  return descendants(root, 'result')
    .filter((result) => attribute(result, 'result') !== 'success')
    .map((result) => ({
      name: nameOf(result.parentNode as Element),
      result: attribute(result, 'result') ?? 'unknown',
      errorCode: attribute(result, 'errorcode') || undefined,
      errorText: attribute(result, 'errortext') || undefined,
    }));
}

async function failure(api: WebApi, importJobId: string, job: SystemJob): Promise<ImportFailedError> {
  const answer = await api.send('GET', `importjobs(${importJobId})?$select=data`);
  const components = isSuccess(answer) ? failedComponents(answer.body['data']) : [];
  const reason = job.friendlymessage || job.message || 'the platform gave no reason.';
  return new ImportFailedError(reason, job.errorcode == null ? undefined : String(job.errorcode), components);
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * The system job, or `undefined` when nobody can say now: the import runs on without us, so a lost connection, a busy or a
 * stumbling server is asked again.
 * @throws {ImportFailedError} when the server refuses the question for good.
 */
async function readJob(api: WebApi, asyncOperationId: string): Promise<SystemJob | undefined> {
  const path = `asyncoperations(${asyncOperationId})?$select=statecode,statuscode,message,friendlymessage,errorcode`;
  let answer: Answer;
  try {
    answer = await api.send('GET', path);
  } catch (error) {
    if (error instanceof EnvironmentUnreachableError) return undefined;
    throw error;
  }
  if (isSuccess(answer)) return answer.body as unknown as SystemJob;
  if (answer.status === 429 || answer.status >= 500) return undefined;
  throw refusal(answer);
}

/**
 * Imports a solution and resolves when the platform is done. Importing the same version again is an update without effect.
 * @throws {ImportFailedError} with the platform's message and the failed components.
 * @throws {ImportTimeoutError} when the job did not end in time; it may still be running.
 * @throws {EnvironmentUnreachableError} when the import could not be started.
 * @throws {AddressInsecureError} for a token and an address without https.
 */
export async function importSolution(options: ImportSolutionOptions): Promise<ImportedSolution> {
  const { onProgress, timeoutMs = HOUR_MS, wait = sleep } = options;
  requireSafeAddress(options);
  const api = new WebApi(options);
  const importJobId = randomUUID();
  const started = await api.send('POST', 'ImportSolutionAsync', {
    CustomizationFile: Buffer.from(options.zip).toString('base64'),
    OverwriteUnmanagedCustomizations: options.overwriteUnmanagedCustomizations ?? false,
    PublishWorkflows: true,
    ImportJobId: importJobId,
  });
  if (!isSuccess(started)) throw refusal(started);
  const asyncOperationId = started.body['AsyncOperationId'];
  if (typeof asyncOperationId !== 'string') {
    throw new EnvironmentUnreachableError(options.baseUrl, 'ImportSolutionAsync returned no AsyncOperationId.');
  }

  let waitedMs = 0;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
    const job = await readJob(api, asyncOperationId);
    if (job?.statecode === COMPLETED) {
      if (job.statuscode !== SUCCEEDED) throw await failure(api, importJobId, job);
      onProgress?.(100);
      return { importJobId, asyncOperationId };
    }
    if (waitedMs >= timeoutMs) throw new ImportTimeoutError(asyncOperationId, timeoutMs);
    if (onProgress && job) {
      // The job's row appears a moment after the system job.
      const progress = await api.send('GET', `importjobs(${importJobId})?$select=progress`);
      if (isSuccess(progress)) onProgress(Number(progress.body['progress'] ?? 0));
    }
    await wait(pollMs);
    waitedMs += pollMs;
  }
}

function readZip(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new BuiltFileMissingError(file, 'The import');
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { url: { type: 'string' } } });
  const [file] = positionals;
  if (values.url === undefined || file === undefined) {
    console.error('Usage: tsx solution/tools/deploy.ts --url <environment> <solution.zip>');
    console.error('A bearer token is read from the environment variable DATAVERSE_TOKEN.');
    process.exit(2);
  }
  let shown = -1;
  const { asyncOperationId } = await importSolution({
    baseUrl: values.url,
    zip: readZip(file),
    token: process.env['DATAVERSE_TOKEN'],
    onProgress: (percent) => {
      if (Math.round(percent) !== shown) console.log(`${(shown = Math.round(percent))} %`);
    },
  });
  console.log(`Imported ${file} into ${values.url} (system job ${asyncOperationId}).`);
}

if (require.main === module) main().catch(exitWithError);
