/** Room sandbox/dataverse, solutions. What the messages about solutions share: one job after the other, and their parameters. */
import type { Guid, OperationParameter, OperationRequest } from '../../contracts';
import { missingArgument } from '../../errors';
import type { OpenedDataverse } from '../../open';
import { toGuid } from '../../rows/coerceValue';
import type { SolutionImportError } from '../faults';
import { createImportJob, runImportJob, type ImportJob } from '../importJob';
import type { Layers } from '../layers';

export interface SolutionMessages {
  readonly dataverse: OpenedDataverse;
  readonly layers: Layers;
  /** One job at a time, as on the platform: the next waits for the one before. */
  enqueue<Result>(work: () => Result | Promise<Result>): Promise<Result>;
}

/** Source: Microsoft Learn, "ImportSolutionAsync Action" and "StageAndUpgradeAsync Action". */
export const IMPORT_PARAMETERS: readonly OperationParameter[] = [
  { name: 'CustomizationFile', type: 'Edm.Binary' },
  { name: 'OverwriteUnmanagedCustomizations', type: 'Edm.Boolean' },
  { name: 'PublishWorkflows', type: 'Edm.Boolean' },
  { name: 'ImportJobId', type: 'Edm.Guid', isOptional: true },
  { name: 'ConvertToManaged', type: 'Edm.Boolean', isOptional: true },
  { name: 'SkipProductUpdateDependencies', type: 'Edm.Boolean', isOptional: true },
];

export const HOLDING_PARAMETER: OperationParameter = { name: 'HoldingSolution', type: 'Edm.Boolean', isOptional: true };

/** Lets the server answer what has come in meanwhile. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes the rows of the job that a request asks for. @throws {DataverseError} for a content or job id that cannot be */
export function openImportJob(
  { dataverse }: SolutionMessages,
  { parameters, context }: OperationRequest,
  way: ImportJob['way'],
): ImportJob {
  const job: ImportJob = {
    importJobId: readJobId(parameters['ImportJobId'], dataverse),
    asyncOperationId: dataverse.newId(),
    content: readContent(parameters['CustomizationFile']),
    overwritesUnmanaged: parameters['OverwriteUnmanagedCustomizations'] === true,
    way,
    context,
  };
  createImportJob(dataverse, job);
  return job;
}

/** @returns the reason of a failed import */
export const enqueueImport = (messages: SolutionMessages, job: ImportJob): Promise<SolutionImportError | undefined> =>
  messages.enqueue(() => runImportJob(messages.dataverse, messages.layers, job, nextTurn));

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function readContent(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value === '')
    throw missingArgument('CustomizationFile is missing: the solution zip, in base64.');
  if (!BASE64.test(value)) throw missingArgument('CustomizationFile is not base64.');
  return Buffer.from(value, 'base64');
}

function readJobId(given: unknown, dataverse: OpenedDataverse): Guid {
  if (given === undefined || given === null) return dataverse.newId();
  const id = typeof given === 'string' ? toGuid(given) : undefined;
  if (id === undefined) throw missingArgument('ImportJobId is not a GUID.');
  if (dataverse.rows.find('importjob', id))
    throw missingArgument(`The import job ${id} exists already; every import needs a new ImportJobId.`);
  return id;
}
