/**
 * Room sandbox/dataverse, solutions. Registers the messages about solutions (import, upgrade, uninstall, publish), one file a
 * message, and what deleting a solution's row means.
 */
import type { FastifyInstance } from 'fastify';
import type { Operation } from '../contracts';
import type { OpenedDataverse } from '../open';
import { Layers } from './layers';
import { deleteAndPromote } from './messages/deleteAndPromote';
import { deleteAndPromoteAsync } from './messages/deleteAndPromoteAsync';
import { importSolution } from './messages/importSolution';
import { importSolutionAsync } from './messages/importSolutionAsync';
import { publishAllXml } from './messages/publishAllXml';
import { publishXml } from './messages/publishXml';
import { retrieveDependenciesForUninstall } from './messages/retrieveDependenciesForUninstall';
import { nextTurn, type SolutionMessages } from './messages/solutionMessage';
import { stageAndUpgrade } from './messages/stageAndUpgrade';
import { stageAndUpgradeAsync } from './messages/stageAndUpgradeAsync';
import { uninstallSolutionAsync } from './messages/uninstallSolutionAsync';
import { failAbandonedJobs } from './systemJob';
import { registerUninstall } from './uninstall';

export interface SolutionImports {
  /** Resolves when no job about solutions is waiting or running. */
  idle(): Promise<void>;
}

/** Registers the messages; a server that closes waits for the job that runs. */
export function registerSolutions(server: FastifyInstance, dataverse: OpenedDataverse): SolutionImports {
  const imports = registerSolutionOperations(dataverse);
  server.addHook('onClose', () => imports.idle());
  return imports;
}

type Message = (messages: SolutionMessages) => Operation;

/** What a message needs that its rows do not. Source: Microsoft Learn, "Security role and privilege reference", customization. */
const needs =
  (privilege: string, message: Message): Message =>
  (messages) => ({ ...message(messages), privileges: [privilege] });

const MESSAGES: readonly Message[] = [
  needs('prvImportCustomization', importSolution),
  needs('prvImportCustomization', importSolutionAsync),
  needs('prvImportCustomization', stageAndUpgrade),
  needs('prvImportCustomization', stageAndUpgradeAsync),
  needs('prvImportCustomization', deleteAndPromote),
  needs('prvImportCustomization', deleteAndPromoteAsync),
  needs('prvDeleteSolution', uninstallSolutionAsync),
  needs('prvReadSolution', retrieveDependenciesForUninstall),
  needs('prvPublishCustomization', publishXml),
  needs('prvPublishCustomization', publishAllXml),
];

/** Registers the messages without a server. */
export function registerSolutionOperations(dataverse: OpenedDataverse): SolutionImports {
  failAbandonedJobs(dataverse);
  const layers = new Layers(dataverse.database);
  let last: Promise<unknown> = Promise.resolve();
  const enqueue: SolutionMessages['enqueue'] = (work) => {
    const run = last.then(nextTurn).then(work);
    last = run.catch(() => undefined);
    return run;
  };
  registerUninstall(dataverse, layers);
  for (const message of MESSAGES) dataverse.registerOperation(message({ dataverse, layers, enqueue }));
  return {
    async idle() {
      await last;
    },
  };
}
