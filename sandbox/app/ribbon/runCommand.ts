/** Room sandbox/app. Runs the actions of a command, and the functions its rules name. */
import type { HostServices } from '../contracts';
import { NotSupportedBySandboxError } from '../host/errors';
import { resolveParameter, type RibbonContext } from './ribbonContext';
import type { CommandDefinition, RibbonAction } from './ribbonModel';
import type { RuleHost } from './rules';

async function runAction(
  action: RibbonAction,
  context: RibbonContext,
  services: HostServices,
  buttonId: string,
): Promise<void> {
  switch (action.kind) {
    case 'script': {
      const { library, functionName, parameters } = action.call;
      await services.loadScript(library);
      await services.callFunction(
        functionName,
        parameters.map((parameter) => resolveParameter(parameter, context, buttonId)),
      );
      return;
    }
    case 'url': {
      const isWebResource = /^\$webresource:/i.test(action.address);
      const address = new URL(
        isWebResource ? services.webResourceUrl(action.address) : action.address,
        window.location.origin,
      );
      for (const [name, parameter] of action.parameters)
        address.searchParams.set(name, String(resolveParameter(parameter, context, buttonId)));
      window.open(address.toString(), '_blank', 'noopener');
      return;
    }
    case 'refused':
      throw new NotSupportedBySandboxError(action.what);
  }
}

/** Runs a command's actions in order. Rejects with what the first failing one threw. */
export async function runCommand(
  command: CommandDefinition,
  context: RibbonContext,
  services: HostServices,
  buttonId: string,
): Promise<void> {
  for (const action of command.actions) await runAction(action, context, services, buttonId);
}

/** Rules ask the app: scripts by the services, privileges by the session. A table that does not exist gives none. */
export const createRuleHost = (services: HostServices): RuleHost => ({
  async call({ library, functionName }, args) {
    await services.loadScript(library);
    return services.callFunction(functionName, args);
  },
  hasPrivilege: (table, privilege, depth) =>
    services.tableInfo(table).then(
      () => services.privileges?.onTable(table, privilege, depth) ?? true,
      () => false,
    ),
  hasMiscellaneousPrivilege: (name) => services.privileges?.has(name.startsWith('prv') ? name : `prv${name}`) ?? true,
  wait: (ms) => new Promise((resolve) => setTimeout(() => resolve(undefined), ms)),
});
