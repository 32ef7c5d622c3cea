/** Room tests. Small solutions of another publisher with cloud flows: definitions by hand, zips as a client would upload them. */
import { solutionZip, toolRelationships, toolTable, TOOL_ROOT, type ZipOptions } from '../../solutions/solutionZip';

export const REFERENCE = 'acme_dataverse';
const API = '/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps';

export type Json = Readonly<Record<string, unknown>>;

export interface FlowSpec {
  /** Lower-case GUID. */
  readonly id: string;
  readonly name: string;
  readonly trigger: Json;
  readonly actions: Json;
  readonly parameters?: Json;
  /** Is it shipped on? Default: no. */
  readonly on?: boolean;
}

export const flowId = (last: number): string => `77777777-aaaa-4bbb-8ccc-${String(last).padStart(12, '0')}`;

/** A call of the Dataverse connector. */
export const call = (operationId: string, parameters: Json, more: Json = {}): Json => ({
  type: 'OpenApiConnection',
  runAfter: {},
  ...more,
  inputs: {
    host: { connectionName: 'shared_commondataserviceforapps', operationId, apiId: API },
    parameters,
    authentication: "@parameters('$authentication')",
    ...((more.inputs as Json | undefined) ?? {}),
  },
});

/** Rows that are added, unless the parameters say something else. */
export const rowTrigger = (parameters: Json = {}, more: Json = {}): Json => ({
  When_a_row_changes: {
    type: 'OpenApiConnectionWebhook',
    ...more,
    inputs: {
      host: { connectionName: 'shared_commondataserviceforapps', operationId: 'SubscribeWebhookTrigger', apiId: API },
      parameters: {
        'subscriptionRequest/message': 1,
        'subscriptionRequest/entityname': 'incident',
        'subscriptionRequest/scope': 4,
        ...Object.fromEntries(
          Object.entries(parameters).map(([name, value]) => [`subscriptionRequest/${name}`, value]),
        ),
      },
      authentication: "@parameters('$authentication')",
    },
  },
});

export const recurrence = (value: Json): Json => ({ Recurrence: { type: 'Recurrence', recurrence: value } });

export const button = (properties: Json = {}, required: readonly string[] = [], more: Json = {}): Json => ({
  manual: {
    type: 'Request',
    kind: 'Button',
    inputs: { schema: { type: 'object', properties, required } },
    ...more,
  },
});

const LOCAL_KEY = 'shared_commondataserviceforapps';

export const clientData = ({
  trigger,
  actions,
  parameters,
}: Pick<FlowSpec, 'trigger' | 'actions' | 'parameters'>): Json => ({
  properties: {
    connectionReferences: {
      [LOCAL_KEY]: {
        runtimeSource: 'embedded',
        connection: { connectionReferenceLogicalName: REFERENCE },
        api: { name: LOCAL_KEY },
      },
    },
    definition: {
      $schema:
        'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
      contentVersion: '1.0.0.0',
      parameters: {
        $connections: { defaultValue: {}, type: 'Object' },
        $authentication: { defaultValue: {}, type: 'SecureObject' },
        ...parameters,
      },
      triggers: trigger,
      actions,
      outputs: {},
    },
    templateName: '',
  },
  schemaVersion: '1.0.0.0',
});

const fileOf = ({ id, name }: FlowSpec): string => `Workflows/${name.replace(/ /g, '')}-${id.toUpperCase()}.json`;

const element = (flow: FlowSpec): string =>
  `<Workflow WorkflowId="{${flow.id}}" Name="${flow.name}"><JsonFileName>/${fileOf(flow)}</JsonFileName><Type>1</Type><Subprocess>0</Subprocess><Category>5</Category><Mode>0</Mode><Scope>4</Scope><OnDemand>0</OnDemand><StateCode>${flow.on ? 1 : 0}</StateCode><StatusCode>${flow.on ? 2 : 1}</StatusCode><RunAs>1</RunAs><IsTransacted>1</IsTransacted><IntroducedVersion>1.0.0.0</IntroducedVersion><PrimaryEntity>none</PrimaryEntity><LocalizedNames><LocalizedName languagecode="1033" description="${flow.name}" /></LocalizedNames></Workflow>`;

/** A solution with the flows, a connection reference, and a table `acme_tool`. */
export const flowZip = (flows: readonly FlowSpec[], options: ZipOptions = {}): Uint8Array =>
  solutionZip({
    uniqueName: 'AcmeFlows',
    ...options,
    roots: [
      TOOL_ROOT,
      ...flows.map(({ id }) => `<RootComponent type="29" id="{${id}}" behavior="0" />`),
      ...(options.roots ?? []),
    ],
    sections: {
      Entities: toolTable(),
      EntityRelationships: toolRelationships(),
      Workflows: flows.map(element).join(''),
      connectionreferences: `<connectionreference connectionreferencelogicalname="${REFERENCE}"><connectionreferencedisplayname>Acme Dataverse</connectionreferencedisplayname><connectorid>${API}</connectorid><iscustomizable>1</iscustomizable><statecode>0</statecode><statuscode>1</statuscode></connectionreference>`,
      ...options.sections,
    },
    files: {
      ...Object.fromEntries(flows.map((flow) => [fileOf(flow), JSON.stringify(clientData(flow))])),
      ...options.files,
    },
  });
