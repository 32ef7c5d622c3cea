/**
 * Room sandbox/app. `Xrm.WebApi.online.execute`: an action, function or CRUD request that describes itself by
 * `getMetadata()` (Microsoft Learn, "execute (Client API reference)").
 */
import { NotSupportedBySandboxError, WebApiError } from '../host/errors';
import { bareId, sendRequest, type HostWebApiClient } from '../host/webApiClient';

/** `structuralProperty` of a parameter. */
const STRUCTURE = { primitive: 1, complex: 2, enumeration: 3, collection: 4, entity: 5 } as const;
const OPERATION = { action: 0, function: 1, crud: 2 } as const;

interface ParameterType {
  readonly typeName: string;
  readonly structuralProperty: number;
}

export interface RequestMetadata {
  /** null: unbound. A name: the property that holds the row. undefined: a CRUD request. */
  readonly boundParameter?: string | null;
  readonly operationName: string;
  readonly operationType?: number;
  readonly parameterTypes?: Readonly<Record<string, ParameterType>>;
}

export interface ExecuteRequest {
  getMetadata(): RequestMetadata;
}

interface Reference {
  readonly entityType: string;
  readonly id: string;
}

const isReference = (value: unknown): value is Reference => {
  const { entityType, id } = (value ?? {}) as Partial<Reference>;
  return typeof entityType === 'string' && typeof id === 'string';
};

const valueOf = (request: ExecuteRequest, name: string): unknown =>
  (request as unknown as Record<string, unknown>)[name];

const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
});

/** References in an action's body become objects of their table, as OData wants entity parameters. */
async function toBodyValue(value: unknown, api: HostWebApiClient): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => toBodyValue(item, api)));
  if (!isReference(value)) return value;
  const address = await api.address(value.entityType, value.id);
  return { '@odata.type': `Microsoft.Dynamics.CRM.${value.entityType}`, '@odata.id': address };
}

/** An argument of a function as it stands in the address. */
async function toArgument(value: unknown, type: ParameterType | undefined, api: HostWebApiClient): Promise<string> {
  if (value == null) return 'null';
  if (isReference(value)) return JSON.stringify({ '@odata.id': await api.address(value.entityType, value.id) });
  if (type?.structuralProperty === STRUCTURE.enumeration)
    return `${type.typeName.replace(/^mscrm\./, 'Microsoft.Dynamics.CRM.')}'${String(value as string)}'`;
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'string' && type?.typeName !== 'Edm.Guid' && !type?.typeName.startsWith('Edm.Date'))
    return `'${value.replace(/'/g, "''")}'`;
  return String(value as string | number | boolean);
}

/** The address an operation is called at, and the names of its parameters without the bound one. */
async function operationAddress(
  request: ExecuteRequest,
  metadata: RequestMetadata,
  api: HostWebApiClient,
): Promise<{ address: string; parameters: string[] }> {
  const { boundParameter, operationName, parameterTypes = {} } = metadata;
  const parameters = Object.keys(parameterTypes).filter(
    (name) => name !== boundParameter && valueOf(request, name) !== undefined,
  );
  if (boundParameter == null) return { address: operationName, parameters };
  const target = valueOf(request, boundParameter);
  if (!isReference(target))
    throw new WebApiError(
      `The request ${operationName} is bound to a row, but its property ${boundParameter} is no reference.`,
      0,
      0,
    );
  return {
    address: `${await api.address(target.entityType, target.id)}/Microsoft.Dynamics.CRM.${operationName}`,
    parameters,
  };
}

async function executeAction(
  request: ExecuteRequest,
  metadata: RequestMetadata,
  api: HostWebApiClient,
): Promise<Response> {
  const { address, parameters } = await operationAddress(request, metadata, api);
  const body = await Promise.all(
    parameters.map(async (name) => [name, await toBodyValue(valueOf(request, name), api)] as const),
  );
  return sendRequest(address, json('POST', Object.fromEntries(body)));
}

async function executeFunction(
  request: ExecuteRequest,
  metadata: RequestMetadata,
  api: HostWebApiClient,
): Promise<Response> {
  const { address, parameters } = await operationAddress(request, metadata, api);
  const aliases = parameters.map((name) => `${name}=@${name}`).join(',');
  const values = await Promise.all(
    parameters.map(
      async (name) =>
        `@${name}=${encodeURIComponent(await toArgument(valueOf(request, name), metadata.parameterTypes?.[name], api))}`,
    ),
  );
  return sendRequest(`${address}(${aliases})${values.length > 0 ? `?${values.join('&')}` : ''}`);
}

/** Fields of CRUD requests: `etn`, `payload`, `id` or `entityReference`. */
interface CrudFields {
  readonly etn?: string;
  readonly payload?: unknown;
  readonly id?: string;
  readonly entityReference?: Reference;
  readonly columns?: readonly string[];
}

async function executeCrud(request: ExecuteRequest, operationName: string, api: HostWebApiClient): Promise<Response> {
  const { etn, payload, id, entityReference, columns } = request as unknown as CrudFields;
  const table = entityReference?.entityType ?? etn;
  if (table === undefined)
    throw new WebApiError(`The request ${operationName} names no table (etn or entityReference).`, 0, 0);
  const rowId = entityReference?.id ?? id;
  const address = await api.address(table, rowId === undefined ? undefined : bareId(rowId));
  const select = columns && columns.length > 0 ? `?$select=${columns.join(',')}` : '';
  switch (operationName) {
    case 'Create':
      return sendRequest(await api.address(table), json('POST', payload));
    case 'Retrieve':
      return sendRequest(`${address}${select}`, { headers: { Prefer: 'odata.include-annotations="*"' } });
    case 'Update':
      return sendRequest(address, json('PATCH', payload));
    case 'Delete':
      return sendRequest(address, { method: 'DELETE' });
    default:
      throw new NotSupportedBySandboxError(`Xrm.WebApi.online.execute of the request ${operationName}`);
  }
}

/** Sends a request that describes itself; the answer is a Response whose `ok` is true. @throws {WebApiError} */
export async function execute(request: ExecuteRequest, api: HostWebApiClient): Promise<Response> {
  if (typeof (request as Partial<ExecuteRequest> | undefined)?.getMetadata !== 'function') {
    throw new WebApiError('The request has no getMetadata function, so it cannot be executed.', 0, 0);
  }
  const metadata = request.getMetadata();
  switch (metadata.operationType) {
    case OPERATION.function:
      return executeFunction(request, metadata, api);
    case OPERATION.crud:
      return executeCrud(request, metadata.operationName, api);
    case OPERATION.action:
    case undefined:
      return executeAction(request, metadata, api);
    default:
      throw new WebApiError(
        `The operation type ${metadata.operationType} of ${metadata.operationName} is unknown.`,
        0,
        0,
      );
  }
}
