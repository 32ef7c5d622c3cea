/**
 * Room sandbox/dataverse, solutions. The actions that import solution zips: ImportSolutionAsync, which answers at once and
 * works as a system job, and ImportSolution, which answers when it is done.
 */
import type { FastifyInstance } from 'fastify';
import type { EmbeddedDataverse, Guid, OperationParameter, OperationRequest } from '../contracts';
import { DataverseError, missingArgument } from '../errors';
import { toGuid } from '../rows/coerceValue';
import { toHexCode } from './faults';
import { createImportJob, failAbandonedJobs, runImportJob, type ImportJob } from './importJob';

export interface SolutionImports {
  /** Resolves when no import is waiting or running. */
  idle(): Promise<void>;
}

/** Parameters of both actions. Source: Microsoft Learn, "ImportSolutionAsync Action". */
const PARAMETERS: readonly OperationParameter[] = [
  { name: 'CustomizationFile', type: 'Edm.Binary' },
  { name: 'OverwriteUnmanagedCustomizations', type: 'Edm.Boolean' },
  { name: 'PublishWorkflows', type: 'Edm.Boolean' },
  { name: 'ImportJobId', type: 'Edm.Guid', isOptional: true },
  { name: 'ConvertToManaged', type: 'Edm.Boolean', isOptional: true },
  { name: 'SkipProductUpdateDependencies', type: 'Edm.Boolean', isOptional: true },
  { name: 'HoldingSolution', type: 'Edm.Boolean', isOptional: true },
];

/** Registers the actions; a server that closes waits for the import that runs. */
export function registerSolutions(server: FastifyInstance, dataverse: EmbeddedDataverse): SolutionImports {
  const imports = registerSolutionOperations(dataverse);
  server.addHook('onClose', () => imports.idle());
  return imports;
}

/** Registers the actions without a server. */
export function registerSolutionOperations(dataverse: EmbeddedDataverse): SolutionImports {
  failAbandonedJobs(dataverse);
  // One import at a time, as on the platform: the next waits for the one before.
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = (job: ImportJob): ReturnType<typeof runImportJob> => {
    const run = last.then(nextTurn).then(() => runImportJob(dataverse, job, nextTurn));
    last = run.catch(() => undefined);
    return run;
  };

  const open = (request: OperationRequest): ImportJob => {
    const job: ImportJob = {
      importJobId: readJobId(request, dataverse),
      asyncOperationId: dataverse.newId(),
      content: readContent(request.parameters['CustomizationFile']),
      context: request.context,
    };
    createImportJob(dataverse, job);
    return job;
  };

  dataverse.registerOperation({
    name: 'ImportSolutionAsync',
    kind: 'action',
    parameters: PARAMETERS,
    returns: [
      { name: 'AsyncOperationId', type: 'Edm.Guid' },
      { name: 'ImportJobKey', type: 'Edm.String' },
    ],
    run(request) {
      const job = open(request);
      // The answer goes out first; what goes wrong later is in the rows of the job.
      void enqueue(job);
      return { AsyncOperationId: job.asyncOperationId, ImportJobKey: job.importJobId };
    },
  });
  dataverse.registerOperation({
    name: 'ImportSolution',
    kind: 'action',
    parameters: PARAMETERS,
    async run(request) {
      const error = await enqueue(open(request));
      if (error)
        throw new DataverseError(400, toHexCode(error.errorCode).toLowerCase(), error.message, undefined, {
          cause: error,
        });
    },
  });
  return {
    async idle() {
      await last;
    },
  };
}

/** Lets the server answer what has come in meanwhile. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function readContent(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value === '')
    throw missingArgument('CustomizationFile is missing: the solution zip, in base64.');
  if (!BASE64.test(value)) throw missingArgument('CustomizationFile is not base64.');
  return Buffer.from(value, 'base64');
}

function readJobId(request: OperationRequest, dataverse: EmbeddedDataverse): Guid {
  const given = request.parameters['ImportJobId'];
  if (given === undefined || given === null) return dataverse.newId();
  const id = typeof given === 'string' ? toGuid(given) : undefined;
  if (id === undefined) throw missingArgument('ImportJobId is not a GUID.');
  if (dataverse.rows.find('importjob', id))
    throw missingArgument(`The import job ${id} exists already; every import needs a new ImportJobId.`);
  return id;
}
