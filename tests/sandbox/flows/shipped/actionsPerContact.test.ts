/** Room tests. How many actions the shipped flow takes for so many contacts, against the published sample's loop; docs/cloud-flows.md says it. */
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { dataverseConnector } from '../../../../sandbox/flows/connectors/dataverse';
import { compileFlow, runFlow } from '../../../../sandbox/flows/engine';
import { readJson, type FlowObject } from '../../../../sandbox/flows/expressions';
import { OUR_SOURCE } from '../../../../solution/tools/pack';
import { flowFileName } from '../../../../solution/tools/generateFlows';
import { TEST_DAY } from '../../../support/sandbox';
import { publishedSample } from './publishedSample';
import { numberOf, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

let flows: ShippedFlows;
beforeEach(async () => {
  flows = await ShippedFlows.open(() => TEST_DAY);
});
afterEach(() => flows.close());

/** Actions that the platform counts for one run over the resolved cases. */
async function countActions(file: string): Promise<number> {
  const { sandbox } = flows;
  const { UserId: userId } = (await flows.api('GET', 'WhoAmI')).body as { UserId: string };
  const flow = compileFlow(readJson(file) as FlowObject);
  const name = String(sandbox.dataverse.rows.findWhere('msdyn_ocoutboundconfiguration', {})[0]?.values.msdyn_name);
  const key = [...flow.parameters.keys()].find((parameter) => parameter.includes('obm_FlowCasesResolvedConfiguration'));
  const outcome = await runFlow(flow, {
    trigger: { name: 'manual', type: 'Request', outputs: { body: {} }, secure: { inputs: false, outputs: false } },
    parameters: key === undefined ? {} : { [key]: name },
    callConnector: dataverseConnector({ serverUrl: () => sandbox.url, userId }),
    clock: sandbox.clock,
    random: () => 0.5,
    newGuid: randomUUID,
    workflow: { run: { name: 'run' } },
  });
  return outcome.countedActions;
}

const ours = (): string => readFileSync(join(OUR_SOURCE.folder, 'Workflows', flowFileName('CasesResolved')), 'utf8');

/** `| 1,000 | 257 | 2,008 |` of the table in the documentation. */
function documented(contacts: number): number[] {
  const text = readFileSync(join(__dirname, '../../../../docs/cloud-flows.md'), 'utf8');
  const row = text.split('\n').find((line) => line.startsWith(`| ${contacts.toLocaleString('en')} `)) ?? '';
  return row
    .split('|')
    .slice(2, 4)
    .map((cell) => Number(cell.replace(/\D/g, '')));
}

it.each([100, 1000])('counts for %i contacts what the documentation says', async (contacts) => {
  for (let index = 0; index < contacts; index += 1) flows.addCase({ number: numberOf(index) });
  const sample = await countActions(JSON.stringify(publishedSample(flows.configurationId)));
  const shipped = await countActions(ours());
  expect([shipped, sample]).toEqual(documented(contacts));
});
