/** Tests of the form host. Tables, forms and services with valid defaults; a test names only what matters to it. */
import type { HostServices, TableInfo, WebApiRow } from '../../../../sandbox/app/contracts';
import type { SessionHost } from '../../../../sandbox/app/form/formSession';
import { FormSession } from '../../../../sandbox/app/form/formSession';
import { parseFormXml } from '../../../../sandbox/app/form/parseFormXml';
import type { Column, Relationship, Table } from '../../../../sandbox/dataverse/model';

export const column = (logicalName: string, over: Partial<Column> = {}): Column => ({
  logicalName,
  schemaName: logicalName,
  type: 'String',
  displayName: { '1033': `Label of ${logicalName}` },
  required: 'None',
  validForCreate: true,
  validForUpdate: true,
  validForRead: true,
  ...over,
});

const relationship = (over: Partial<Relationship>): Relationship => ({
  schemaName: 'contoso_relation',
  referencingTable: 'contoso_order',
  referencingColumn: 'contoso_customerid',
  referencedTable: 'contact',
  navigationProperty: 'contoso_CustomerId_contact',
  collectionNavigationProperty: 'contoso_relation',
  cascadeDelete: 'RemoveLink',
  ...over,
});

export const ORDER_COLUMNS: readonly Column[] = [
  column('contoso_orderid', { type: 'Uniqueidentifier' }),
  column('contoso_name', { required: 'ApplicationRequired', maxLength: 20 }),
  column('contoso_notes', { type: 'Memo', maxLength: 2000 }),
  column('contoso_count', { type: 'Integer', minValue: 0, maxValue: 100 }),
  column('contoso_kind', {
    type: 'Picklist',
    options: [
      { value: 1, label: { '1033': 'Small' } },
      { value: 2, label: { '1033': 'Large' } },
    ],
  }),
  column('contoso_urgent', { type: 'Boolean', defaultValue: false }),
  column('contoso_due', { type: 'DateTime', format: 'DateAndTime', dateBehavior: 'UserLocal' }),
  column('contoso_day', { type: 'DateTime', format: 'DateOnly', dateBehavior: 'DateOnly' }),
  column('contoso_tags', { type: 'MultiSelectPicklist', options: [{ value: 7, label: { '1033': 'Seven' } }] }),
  column('contoso_customerid', { type: 'Customer', targets: ['contact', 'account'] }),
  column('ownerid', { type: 'Owner', targets: ['systemuser', 'team'], required: 'SystemRequired' }),
  column('statecode', { type: 'State', validForCreate: false, options: [{ value: 0, label: {} }] }),
];

export const orderTable: Table = {
  logicalName: 'contoso_order',
  schemaName: 'contoso_Order',
  entitySetName: 'contoso_orders',
  displayName: { '1033': 'Order', '1057': 'Pesanan' },
  displayCollectionName: { '1033': 'Orders' },
  primaryId: 'contoso_orderid',
  primaryName: 'contoso_name',
  ownership: 'UserOwned',
  isActivity: false,
  hasActivities: true,
  objectTypeCode: 10001,
  columns: ORDER_COLUMNS,
  keys: [],
};

export const orderInfo: TableInfo = {
  table: orderTable,
  choices: {},
  manyToOne: [
    relationship({}),
    relationship({ referencedTable: 'account', navigationProperty: 'contoso_CustomerId_account' }),
    relationship({ referencingColumn: 'ownerid', referencedTable: 'owner', navigationProperty: 'ownerid' }),
  ],
  oneToMany: [],
};

const other = (logicalName: string, entitySetName: string): TableInfo => ({
  ...orderInfo,
  table: {
    ...orderTable,
    logicalName,
    entitySetName,
    primaryId: `${logicalName}id`,
    primaryName: 'name',
    displayName: { '1033': logicalName },
    columns: [column('name')],
  },
  manyToOne: [],
});

const TABLES: Readonly<Record<string, TableInfo>> = {
  contoso_order: orderInfo,
  contact: other('contact', 'contacts'),
  account: other('account', 'accounts'),
  systemuser: other('systemuser', 'systemusers'),
};

/** A cell with a control for a column. */
export const cell = (name: string, attributes = ''): string =>
  `<cell id="{${name}}"><labels><label description="" languagecode="1033"/></labels><control id="${name}" datafieldname="${name}" classid="{4273EDBD-AC1D-40d3-9FB2-095C621B552D}" ${attributes}/></cell>`;

/** A form with one tab and one section; `extra` follows the tabs. */
export const formXml = (cells: readonly string[], extra = ''): string =>
  `<form><tabs><tab name="general" id="{t1}"><labels><label description="General" languagecode="1033"/></labels><columns><column width="100%"><sections><section name="main" id="{s1}" columns="11"><labels><label description="Main" languagecode="1033"/></labels><rows>${cells
    .map((one) => `<row>${one}</row>`)
    .join('')}</rows></section></sections></column></columns></tab></tabs>${extra}</form>`;

export const ALL_CELLS = ORDER_COLUMNS.filter((one) => one.type !== 'Uniqueidentifier').map((one) =>
  cell(one.logicalName),
);

export interface Sent {
  readonly kind: 'create' | 'update';
  readonly table: string;
  readonly body: WebApiRow;
  readonly etag?: string;
}

export interface FakeServices extends HostServices {
  readonly sent: Sent[];
  readonly errors: string[];
  readonly functions: Record<string, (...args: unknown[]) => unknown>;
  /** What the server holds and gives back. */
  row: WebApiRow;
  fail?: Error & { status?: number };
  xml: string;
}

export const ROW_ID = '11111111-2222-3333-4444-555555555555';

/** Services over one row in memory. */
export function fakeServices(over: Partial<HostServices> = {}): FakeServices {
  const sent: Sent[] = [];
  const errors: string[] = [];
  const refuse = (what: string) => (): never => {
    throw new Error(`The test did not expect ${what}.`);
  };
  const services: FakeServices = {
    sent,
    errors,
    functions: {},
    row: { contoso_orderid: ROW_ID, contoso_name: 'First', '@odata.etag': 'W/"1"', statecode: 0 },
    xml: formXml(ALL_CELLS),
    api: {
      retrieve: (_table, id) =>
        services.fail?.status === 404
          ? Promise.reject(services.fail)
          : Promise.resolve({ ...services.row, contoso_orderid: id }),
      retrieveMultiple: () => Promise.resolve({ entities: [] }),
      fetchXml: () => Promise.resolve({ entities: [], moreRecords: false }),
      create: (table, body) => {
        if (services.fail) return Promise.reject(services.fail);
        sent.push({ kind: 'create', table, body });
        services.row = { ...services.row, ...body };
        return Promise.resolve({ entityType: table, id: ROW_ID });
      },
      update: (table, id, body, etag) => {
        if (services.fail) return Promise.reject(services.fail);
        sent.push({ kind: 'update', table, body, etag });
        services.row = { ...services.row, ...body, '@odata.etag': 'W/"2"' };
        return Promise.resolve({ entityType: table, id });
      },
      delete: () => Promise.resolve(),
    },
    user: { id: '{AAAAAAAA-0000-0000-0000-000000000001}', name: 'Ada', languageId: 1033, isRtl: false },
    appUniqueName: 'contoso',
    tableInfo: (name) => {
      const info = TABLES[name];
      return info ? Promise.resolve(info) : Promise.reject(new Error(`no table ${name}`));
    },
    views: () => Promise.resolve([]),
    forms: (table, type) =>
      Promise.resolve(type === 2 ? [{ id: 'f1', name: 'Information', table, type, formXml: services.xml }] : []),
    label: (labels) => labels?.['1033'] ?? Object.values(labels ?? {})[0] ?? '',
    webResourceUrl: (name) => `/WebResources/${name}`,
    loadScript: () => Promise.resolve(),
    callFunction: (name, args) => {
      const target = services.functions[name];
      if (!target) throw new Error(`no function ${name}`);
      return target(...args);
    },
    navigate: () => Promise.resolve(undefined),
    alert: refuse('an alert'),
    confirm: () => Promise.resolve(true),
    error: ({ message }) => {
      errors.push(message);
      return Promise.resolve();
    },
    lookup: refuse('the lookup dialog'),
    rowsChanged: () => undefined,
    ...over,
  };
  return services;
}

const quietHost: SessionHost = {
  save: () => Promise.resolve(),
  refresh: () => Promise.resolve(),
  close: () => undefined,
  switchForm: () => undefined,
  commandsChanged: () => undefined,
  scriptError: (error) => {
    throw error instanceof Error ? error : new Error(String(error));
  },
};

/** A session of an existing order with this row. */
export function openSession(
  xml = formXml(ALL_CELLS),
  row: WebApiRow = { contoso_name: 'First' },
  services: HostServices = fakeServices(),
  host: Partial<SessionHost> = {},
): FormSession {
  const session = new FormSession({
    services,
    info: orderInfo,
    model: parseFormXml(xml),
    forms: [],
    formId: 'f1',
    host: { ...quietHost, ...host },
  });
  session.load(ROW_ID, row);
  return session;
}

/** The attribute object of scripts, loosely typed as scripts see it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts are untyped JavaScript
export const scriptAttribute = (session: FormSession, name: string): any => session.formContext.getAttribute(name);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts are untyped JavaScript
export const scriptControl = (session: FormSession, name: string): any => session.formContext.getControl(name);
