/**
 * Room sandbox/dataverse, pipeline. Runs custom APIs. On the platform a plug-in carries them out; here whoever opened the Dataverse
 * registers a handler, and without one the call is refused by name. Steps around them run as around any message.
 */
import { asSystem, type Operation, type OperationRequest, type RowReference, type RowService } from '../../contracts';
import { missingArgument, NotSupportedBySandboxError } from '../../errors';
import type { RowStore } from '../../rows/rowStore';
import type { TableEvents } from '../../rows/tableEvents';
import { runMessage, type MessageServices } from '../runMessage';
import { keepMessage, messageId } from '../steps/messageFilters';
import { watchTables } from '../watchTables';
import { toContextParameters } from './contextParameters';
import { API_TABLE, PARAMETER_TABLE, PROPERTY_TABLE, readCustomApis, type CustomApi } from './readCustomApis';

export type CustomApiHandler = Operation['run'];

export class CustomApis {
  private readonly handlers = new Map<string, CustomApiHandler>();
  private operations: Operation[] | undefined;
  private hidden = new Set<string>();

  constructor(
    private readonly store: RowStore,
    events: TableEvents,
    private readonly services: MessageServices & { readonly rows: () => RowService },
  ) {
    watchTables(store, events, [API_TABLE, PARAMETER_TABLE, PROPERTY_TABLE], () => {
      this.operations = undefined;
    });
    registerMessages(store, events, services.rows);
  }

  /** A second handler of the same name takes the place of the first. */
  register(uniqueName: string, handler: CustomApiHandler): void {
    this.handlers.set(uniqueName.toLowerCase(), handler);
  }

  find(name: string, boundTo?: Operation['boundTo']): Operation | undefined {
    return this.all().find(
      (one) =>
        one.name === name &&
        one.boundTo?.table === boundTo?.table &&
        Boolean(one.boundTo?.collection) === Boolean(boundTo?.collection),
    );
  }

  /** Those that `$metadata` shows. */
  shown(): readonly Operation[] {
    return this.all().filter(({ name }) => !this.hidden.has(name));
  }

  private all(): readonly Operation[] {
    if (!this.operations) {
      const apis = readCustomApis(this.store);
      this.hidden = new Set(apis.filter(({ isPrivate }) => isPrivate).map(({ uniqueName }) => uniqueName));
      this.operations = apis.map((api) => this.toOperation(api));
    }
    return this.operations;
  }

  private toOperation(api: CustomApi): Operation {
    return {
      name: api.uniqueName,
      kind: api.isFunction ? 'function' : 'action',
      ...(api.boundTo ? { boundTo: api.boundTo } : {}),
      parameters: api.parameters,
      returns: api.properties,
      ...(api.privilege === undefined ? {} : { privileges: [api.privilege] }),
      run: (request) => this.call(api, request),
    };
  }

  private call(api: CustomApi, request: OperationRequest): ReturnType<CustomApiHandler> {
    const handler = this.handlers.get(api.uniqueName.toLowerCase());
    if (!handler) throw new NotSupportedBySandboxError(`the custom API '${api.uniqueName}': no handler is registered`);
    const { metadata } = this.store;
    const message = {
      message: api.uniqueName,
      ...(api.boundTo ? { table: metadata.table(api.boundTo.table) } : {}),
      ...(request.target ? { id: request.target.id } : {}),
      inputs: toContextParameters(metadata, api.parameters, request.parameters, request.target),
      context: request.context,
    };
    // A step that refuses takes back what a handler has written, unless the handler takes its time.
    return this.store.database.transaction(() =>
      runMessage(
        this.services,
        message,
        () => {
          const result = handler(request);
          return result instanceof Promise
            ? result.then((values) => checkedResult(api, values))
            : checkedResult(api, result);
        },
        (result) => toContextParameters(metadata, api.properties, result ?? {}),
      ),
    );
  }
}

/** Only what is declared may come out, as a plug-in could set nothing else. @throws {TypeError} the handler is wrong */
function checkedResult(
  { uniqueName, properties }: CustomApi,
  result: Readonly<Record<string, unknown>> | void,
): Readonly<Record<string, unknown>> {
  const values = result ?? {};
  const undeclared = Object.keys(values).find((name) => !properties.some((property) => property.name === name));
  if (undeclared === undefined) return values;
  throw new TypeError(`The handler of ${uniqueName} gave '${undeclared}', which is no response property of it.`);
}

/** Every custom API has a message of its own name, which goes with it and takes its steps along. */
function registerMessages(store: RowStore, events: TableEvents, rows: () => RowService): void {
  events.register({
    table: API_TABLE,
    message: 'Create',
    stage: 'before',
    handle: ({ values }) => {
      const name = String(values.uniquename ?? '');
      if (name === '') return;
      if (store.exists('sdkmessage', messageId(name)))
        throw missingArgument(`There is a message '${name}' already, so no custom API can have this name.`);
      keepMessage(store, name);
      values.sdkmessageid = { table: 'sdkmessage', id: messageId(name) };
    },
  });
  events.register({
    table: API_TABLE,
    message: 'Delete',
    stage: 'after',
    handle: ({ before, context }) => {
      const message = before?.values.sdkmessageid as RowReference | null | undefined;
      if (message) rows().delete('sdkmessage', message.id, asSystem(context));
    },
  });
}
