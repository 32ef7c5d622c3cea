/**
 * Room solution. Each flow of the solution as a package of its own, for people who import a flow without the solution (Power
 * Automate, "Import Package (Legacy)"). It is the same definition with the connection chosen at import, and environment variables
 * as plain parameters, because a flow outside a solution has none.
 * Source of the layout: packages that makers export from Power Automate and publish; Microsoft documents the wizard, not the files.
 */
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { uuidV5, componentId } from './componentId';
import { SourceInvalidError } from './errors';
import type { FlowSource, SolutionSource } from './readSource';
import { attribute } from './xml';
import { toZip } from './zip';

interface Definition {
  readonly parameters: Record<string, { metadata?: unknown; [key: string]: unknown }>;
  readonly triggers: Record<string, unknown>;
  readonly actions: Record<string, unknown>;
  readonly [key: string]: unknown;
}

interface FlowFile {
  readonly properties: {
    readonly connectionReferences: Record<string, { readonly api: { readonly name: string } }>;
    readonly definition: Definition;
  };
}

const API_ROOT = '/providers/Microsoft.PowerApps/apis';
const CONNECTOR = 'shared_commondataserviceforapps';
const CONNECTOR_NAME = 'Microsoft Dataverse';
const ICON =
  'https://connectoricons-prod.azureedge.net/releases/v1.0.1669/1.0.1669.3522/commondataserviceforapps/icon-la.png';
const AUTHOR = 'Outbound Messaging';
/** The time of every package: the same source gives the same bytes. */
const CREATED = '2026-01-01T00:00:00.0000000Z';

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** One flow's package by the names of its parts. @throws {SourceInvalidError} when the flow has no readable definition. */
export function flowPackageParts(flow: FlowSource): Map<string, Uint8Array> {
  const id = flow.id.replace(/[{}]/g, '').toLowerCase();
  const name = attribute(flow.root, 'Name') ?? id;
  const { connectionReferences, definition } = readFlow(flow).properties;
  if (Object.values(connectionReferences).some(({ api }) => api.name !== CONNECTOR)) {
    throw new SourceInvalidError(flow.definitionPath, 'a package knows connections to Dataverse only.');
  }
  const apiId = uuidV5(componentId('flow package api'), id);
  const connectionId = uuidV5(componentId('flow package connection'), id);
  const details = (displayName: string) => ({ displayName });
  const manifest = {
    schema: '1.0',
    details: {
      ...details(name),
      description: attribute(flow.root, 'Description') ?? '',
      createdTime: CREATED,
      packageTelemetryId: uuidV5(componentId('flow package'), id),
      creator: AUTHOR,
      sourceEnvironment: '',
    },
    resources: {
      [id]: {
        type: 'Microsoft.Flow/flows',
        suggestedCreationType: 'New',
        creationType: 'Existing, New, Update',
        details: details(name),
        configurableBy: 'User',
        hierarchy: 'Root',
        dependsOn: [apiId, connectionId],
      },
      [apiId]: {
        id: `${API_ROOT}/${CONNECTOR}`,
        name: CONNECTOR,
        type: 'Microsoft.PowerApps/apis',
        suggestedCreationType: 'Existing',
        details: { ...details(CONNECTOR_NAME), iconUri: ICON },
        configurableBy: 'System',
        hierarchy: 'Child',
        dependsOn: [],
      },
      [connectionId]: {
        type: 'Microsoft.PowerApps/apis/connections',
        suggestedCreationType: 'Existing',
        creationType: 'Existing',
        details: { ...details(CONNECTOR_NAME), iconUri: ICON },
        configurableBy: 'User',
        hierarchy: 'Child',
        dependsOn: [apiId],
      },
    },
  };
  const folder = `Microsoft.Flow/flows/${id}`;
  return new Map([
    ['manifest.json', json(manifest)],
    ['Microsoft.Flow/flows/manifest.json', json({ packageSchemaVersion: '1.0', flowAssets: { assetPaths: [id] } })],
    [`${folder}/definition.json`, json(toDefinition(id, name, connectionReferences, definition))],
    [`${folder}/apisMap.json`, json({ [CONNECTOR]: apiId })],
    [`${folder}/connectionsMap.json`, json({ [CONNECTOR]: connectionId })],
  ]);
}

function readFlow(flow: FlowSource): FlowFile {
  try {
    return JSON.parse(flow.definition ?? '') as FlowFile;
  } catch (cause) {
    throw new SourceInvalidError(flow.definitionPath, 'the definition cannot be read.', { cause });
  }
}

function toDefinition(
  id: string,
  displayName: string,
  references: FlowFile['properties']['connectionReferences'],
  definition: Definition,
) {
  const parameters = Object.entries(definition.parameters).map(([key, parameter]) => [
    key,
    Object.fromEntries(Object.entries(parameter).filter(([name]) => name !== 'metadata')),
  ]);
  return {
    name: id,
    id: `/providers/Microsoft.Flow/flows/${id}`,
    type: 'Microsoft.Flow/flows',
    properties: {
      apiId: `${API_ROOT}/shared_logicflows`,
      displayName,
      definition: { ...definition, parameters: Object.fromEntries(parameters) as Definition['parameters'] },
      connectionReferences: Object.fromEntries(
        Object.keys(references).map((key) => [
          key,
          { connectionName: key, source: 'Embedded', id: `${API_ROOT}/${CONNECTOR}`, tier: 'NotSpecified' },
        ]),
      ),
      flowFailureAlertSubscribed: false,
      isManaged: false,
    },
  };
}

/** Writes `<name of the flow's file>.zip` for each flow into a folder; gives the files. @throws {SourceInvalidError} */
export function packFlows(source: SolutionSource, output: string): string[] {
  mkdirSync(output, { recursive: true });
  return source.flows.map((flow) => {
    const slug = flow.definitionPath.replace(/^.*\//, '').split('-')[0] ?? '';
    const file = join(output, `${slug}.zip`);
    writeFileSync(file, toZip(flowPackageParts(flow)));
    return file;
  });
}
