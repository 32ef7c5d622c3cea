/** An embedded Dataverse in memory with the importer, driven through its registered actions. */
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { registerSolutionOperations, type SolutionImports } from '../../../sandbox/dataverse/solutions';
import '../../support/wholeServer';

const NOON = new Date('2026-03-02T12:00:00Z');

export interface ImportHost {
  readonly dataverse: OpenedDataverse;
  readonly imports: SolutionImports;
  /** Starts ImportSolutionAsync, or another import message, and waits for the job. */
  importZip(zip: Uint8Array, options?: ImportOptions): Promise<ImportOutcome>;
  /** Calls any message as the administrator and waits until no job is left. */
  call(message: string, parameters?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
}

export interface ImportOptions {
  readonly message?: 'ImportSolutionAsync' | 'StageAndUpgradeAsync';
  readonly holding?: boolean;
  readonly overwrite?: boolean;
}

export interface ImportOutcome {
  readonly status: number;
  readonly message: string;
  readonly errorCode: number;
  readonly progress: number;
  /** importjob.data */
  readonly data: string;
}

export function openImportHost(file = ':memory:'): ImportHost {
  let count = 0;
  const newId = (): string => `00000000-0000-4000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
  const dataverse = openDataverse({ file, clock: () => NOON, newId });
  registerPlatformEvents(dataverse);
  const imports = registerSolutionOperations(dataverse);
  return {
    dataverse,
    imports,
    async call(message, parameters = {}) {
      const answer = await dataverse.operations.find(message)?.run({ parameters, context: dataverse.administrator });
      await imports.idle();
      return answer ?? {};
    },
    async importZip(zip, { message = 'ImportSolutionAsync', holding = false, overwrite = true } = {}) {
      const operation = dataverse.operations.find(message);
      const answer = (await operation?.run({
        parameters: {
          CustomizationFile: Buffer.from(zip).toString('base64'),
          OverwriteUnmanagedCustomizations: overwrite,
          PublishWorkflows: true,
          ...(holding ? { HoldingSolution: true } : {}),
        },
        context: dataverse.administrator,
      })) as { AsyncOperationId: string; ImportJobKey: string };
      await imports.idle();
      const systemJob = dataverse.rows.find('asyncoperation', answer.AsyncOperationId)?.values ?? {};
      const job = dataverse.rows.find('importjob', answer.ImportJobKey)?.values ?? {};
      return {
        status: Number(systemJob.statuscode),
        message: String(systemJob.message ?? ''),
        errorCode: Number(systemJob.errorcode),
        progress: Number(job.progress),
        data: String(job.data ?? ''),
      };
    },
    close: () => dataverse.close(),
  };
}

/** Calls the action as the Web API does. */
export async function start(
  dataverse: OpenedDataverse,
  customizationFile: unknown,
  importJobId?: string,
): Promise<{ AsyncOperationId: string; ImportJobKey: string }> {
  const operation = dataverse.operations.find('ImportSolutionAsync');
  if (!operation) throw new Error('ImportSolutionAsync is not registered.');
  const answer = await operation.run({
    parameters: {
      CustomizationFile: customizationFile,
      OverwriteUnmanagedCustomizations: true,
      PublishWorkflows: true,
      ...(importJobId === undefined ? {} : { ImportJobId: importJobId }),
    },
    context: dataverse.administrator,
  });
  return answer as { AsyncOperationId: string; ImportJobKey: string };
}
