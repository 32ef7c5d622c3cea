/** Room tests. The flows as they are generated, and as packages that Power Automate imports one by one. */
import { unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flowPackageParts, packFlows } from '../../../solution/tools/flowPackages';
import { generateFlows, staleFlowFiles } from '../../../solution/tools/generateFlows';
import { OUR_SOURCE } from '../../../solution/tools/pack';
import { readSource } from '../../../solution/tools/readSource';

const source = readSource(OUR_SOURCE);
const generated = generateFlows();
const read = (parts: Map<string, Uint8Array>, name: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(parts.get(name) ?? []).toString()) as Record<string, unknown>;

it('the flows in the source are what is generated today, with the numbering plans of the installed library', () => {
  expect(staleFlowFiles(generated)).toEqual([]);
});

it('a flow that was edited by hand is found', () => {
  const [[name, text] = ['', '']] = generated;
  expect(staleFlowFiles(new Map([[name, `${text} `]]))).toEqual([name]);
});

describe.each(source.flows.map((flow) => [flow.path, flow] as const))('the package of %s', (_path, flow) => {
  const parts = flowPackageParts(flow);
  const id = flow.id.replace(/[{}]/g, '').toLowerCase();
  const folder = `Microsoft.Flow/flows/${id}`;

  it('has the five parts of an exported package', () => {
    expect([...parts.keys()]).toEqual([
      'manifest.json',
      'Microsoft.Flow/flows/manifest.json',
      `${folder}/definition.json`,
      `${folder}/apisMap.json`,
      `${folder}/connectionsMap.json`,
    ]);
  });

  it('names in the manifest whatever its maps and its flow need', () => {
    const resources = read(parts, 'manifest.json')['resources'] as Record<
      string,
      { type: string; dependsOn: string[] }
    >;
    const api = read(parts, `${folder}/apisMap.json`)['shared_commondataserviceforapps'] as string;
    const connection = read(parts, `${folder}/connectionsMap.json`)['shared_commondataserviceforapps'] as string;
    expect(Object.keys(resources)).toEqual([id, api, connection]);
    expect(resources[id]).toMatchObject({ type: 'Microsoft.Flow/flows', dependsOn: [api, connection] });
    expect(resources[connection]?.dependsOn).toEqual([api]);
    expect(read(parts, 'Microsoft.Flow/flows/manifest.json')).toMatchObject({ flowAssets: { assetPaths: [id] } });
  });

  it('carries the very actions of the solution, and parameters instead of environment variables', () => {
    const { properties } = JSON.parse(flow.definition ?? '') as {
      properties: { definition: { actions: unknown; parameters: Record<string, { defaultValue: unknown }> } };
    };
    const packaged = read(parts, `${folder}/definition.json`)['properties'] as typeof properties & {
      connectionReferences: unknown;
    };
    expect(packaged.definition.actions).toEqual(properties.definition.actions);
    for (const [name, parameter] of Object.entries(packaged.definition.parameters)) {
      expect(parameter).not.toHaveProperty('metadata');
      expect(parameter.defaultValue).toEqual(properties.definition.parameters[name]?.defaultValue);
    }
    expect(JSON.stringify(packaged.connectionReferences)).not.toContain('obm_');
  });
});

it('packages are the same bytes each time, one a flow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flow-packages-'));
  try {
    const files = packFlows(source, folder);
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      'CaseCreated.zip',
      'CasesResolved.zip',
      'ScheduledSend.zip',
    ]);
    const bytes = files.map((file) => readFileSync(file));
    packFlows(source, folder);
    expect(files.map((file) => readFileSync(file))).toEqual(bytes);
    expect(Object.keys(unzipSync(bytes[0] ?? new Uint8Array()))).toContain('manifest.json');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
