/** Room tests. Random requests: paths, options, headers and bodies of every message of the Web API, whole batches, and all of it with bytes changed. */
import * as fc from 'fast-check';
import type { Column } from '../../../../sandbox/dataverse/model';
import { isLookup } from '../../../../sandbox/dataverse/storage/columnStorage';
import { hostile, quoted, type FuzzTable, type QueryGrammar } from './queries';

export interface FuzzRequest {
  readonly method: string;
  /** From the slash on, as the request line has it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const API = '/api/data/v9.2/';
const METHODS: readonly fc.WeightedArbitrary<string>[] = [
  { weight: 12, arbitrary: fc.constant('GET') },
  { weight: 5, arbitrary: fc.constant('POST') },
  { weight: 5, arbitrary: fc.constant('PATCH') },
  { weight: 2, arbitrary: fc.constant('DELETE') },
  { weight: 1, arbitrary: fc.constantFrom('PUT', 'HEAD', 'OPTIONS') },
];
const FUNCTIONS = [
  'WhoAmI',
  'WhoAmI()',
  'RetrieveVersion()',
  "RetrieveCurrentOrganization(AccessType='Default')",
  "InitializeFrom(EntityMoniker=@p1,TargetEntityName='contact',TargetFieldType='ValidForCreate')?@p1={'@odata.id':'accounts'}",
  'RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["account"]',
  'RetrieveUserPrivileges',
  'NoSuchFunction()',
];
const ACTIONS = [
  'CloseIncident',
  'ImportSolution',
  'PublishXml',
  'PublishAllXml',
  'GrantAccess',
  'Assign',
  'Merge',
  'BulkDelete',
  'CreateMultiple',
  'NoSuchAction',
];
const BOUND = [
  'CreateMultiple',
  'UpdateMultiple',
  'UpsertMultiple',
  'DeleteMultiple',
  'RetrieveUserPrivileges',
  'AddPrivilegesRole',
  'ReplacePrivilegesRole',
  'AddMembersTeam',
  'NoSuch',
];
const DEFINITIONS = [
  'EntityDefinitions',
  "EntityDefinitions(LogicalName='account')",
  "EntityDefinitions(LogicalName='contact')/Attributes",
  "EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$expand=OptionSet",
  'RelationshipDefinitions',
  'GlobalOptionSetDefinitions',
  "GlobalOptionSetDefinitions(Name='x')",
];

/** The first is what is meant. */
const mostly = (meant: string, ...others: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(meant) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

export class RequestGrammar {
  constructor(private readonly queries: QueryGrammar) {}

  private table(): fc.Arbitrary<FuzzTable> {
    const all = [...this.queries.tables.values()];
    const working = all.filter(({ table }) => this.queries.ids.has(table.logicalName));
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...working) },
      { weight: 1, arbitrary: fc.constantFrom(...all) },
    );
  }

  private key({ table: { logicalName } }: FuzzTable): fc.Arbitrary<string> {
    const { queries } = this;
    return fc.oneof(
      { weight: 20, arbitrary: queries.id(logicalName) },
      { weight: 1, arbitrary: queries.id(logicalName).map((id) => `{${id.toUpperCase()}}`) },
      { weight: 1, arbitrary: queries.id(logicalName).map(quoted) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('name', 'accountid', '_ownerid_value'), hostile)
          .map(([name, value]) => `${name}=${quoted(value)}`),
      },
      { weight: 1, arbitrary: hostile },
    );
  }

  /** A path below the service root, with its options. */
  private address(): fc.Arbitrary<{ readonly table: FuzzTable; readonly path: string }> {
    return this.table().chain((table) => {
      const { entitySetName, logicalName } = table.table;
      const tail = fc.oneof(
        { weight: 14, arbitrary: fc.constant('') },
        { weight: 2, arbitrary: this.queries.column(table).map((column) => `/${column.logicalName}`) },
        { weight: 1, arbitrary: this.queries.column(table).map((column) => `/${column.logicalName}/$value`) },
        ...(table.collections.length + table.single.length === 0
          ? []
          : [
              {
                weight: 4,
                arbitrary: fc
                  .tuple(
                    fc.constantFrom(...table.collections, ...table.single),
                    fc.constantFrom('', '', '/$ref', '/$count', '/$value'),
                  )
                  .map(([{ name }, more]) => `/${name}${more}`),
              },
            ]),
        { weight: 1, arbitrary: fc.constantFrom(...BOUND).map((name) => `/Microsoft.Dynamics.CRM.${name}`) },
        { weight: 1, arbitrary: hostile.map((text) => `/${text}`) },
      );
      const row = fc.tuple(this.key(table), tail).map(([key, rest]) => `${entitySetName}(${key})${rest}`);
      const set = fc
        .oneof(
          { weight: 12, arbitrary: fc.constant('') },
          { weight: 1, arbitrary: fc.constantFrom('/$count', '/$ref', '/$value') },
          { weight: 2, arbitrary: fc.constantFrom(...BOUND).map((name) => `/Microsoft.Dynamics.CRM.${name}`) },
        )
        .map((rest) => `${entitySetName}${rest}`);
      const options = fc.uniqueArray(this.queries.option(logicalName), {
        maxLength: 2,
        selector: (option) => option.slice(0, option.indexOf('=')),
      });
      return fc.tuple(fc.oneof(row, set), options).map(([where, all]) => ({
        table,
        path: `${encodeURI(where)}${all.length === 0 ? '' : `?${all.join('&')}`}`,
      }));
    });
  }

  private value(column: Column): fc.Arbitrary<unknown> {
    const fitting: fc.Arbitrary<unknown> = isLookup(column)
      ? this.queries.id(column.targets?.[0])
      : column.type === 'Boolean'
        ? fc.boolean()
        : column.type === 'DateTime'
          ? fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01')
          : column.type === 'String' || column.type === 'Memo'
            ? fc.oneof(hostile, fc.constantFrom('own', 'x'.repeat(5000)))
            : fc.integer({ min: -5, max: 1_000_000 });
    return fc.oneof(
      { weight: 20, arbitrary: fitting },
      { weight: 1, arbitrary: hostile },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
  }

  /** A body for the table, as an object. */
  private row(table: FuzzTable, depth = 1): fc.Arbitrary<Record<string, unknown>> {
    const writable = table.columns.filter((one) => one.validForCreate && one.validForUpdate && !isLookup(one));
    const column = fc
      .constantFrom(...(writable.length === 0 ? table.columns : writable))
      .chain((one) => this.value(one).map((value) => [one.logicalName, value] as const));
    const sets = [...this.queries.tables.values()].map((one) => one.table.entitySetName);
    const bind =
      table.single.length === 0
        ? column
        : fc
            .tuple(
              fc.constantFrom(...table.single),
              fc.constantFrom(...sets),
              this.queries.id(),
              fc.constantFrom('/', '', 'http://x/api/data/v9.2/'),
            )
            .map(([{ name }, set, id, root]) => [`${name}@odata.bind`, `${root}${set}(${id})`] as const);
    const nested =
      depth === 0 || table.collections.length === 0
        ? column
        : fc
            .constantFrom(...table.collections)
            .chain(({ name, target }) =>
              fc
                .array(this.row(this.queries.of(target), depth - 1), { maxLength: 2 })
                .map((rows) => [name, rows] as const),
            );
    const strange = fc
      .tuple(
        fc.constantFrom(
          '@odata.type',
          '@odata.id',
          '__proto__',
          'constructor',
          'ownerid@odata.bind',
          'ownerid',
          'statecode',
          'versionnumber',
          'x',
        ),
        fc.oneof(
          hostile,
          fc.jsonValue({ maxDepth: 1 }),
          this.queries.id().map((id) => `/systemusers(${id})`),
        ),
      )
      .map(([name, value]) => [name, value] as const);
    const entry: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
      { weight: 12, arbitrary: column },
      { weight: 4, arbitrary: bind },
      { weight: 2, arbitrary: nested },
      { weight: 1, arbitrary: strange },
    );
    return fc.array(entry, { maxLength: 4 }).map((entries) => Object.fromEntries(entries) as Record<string, unknown>);
  }

  private body(table: FuzzTable): fc.Arbitrary<string> {
    const row = this.row(table);
    return fc.oneof(
      { weight: 8, arbitrary: row.map((one) => JSON.stringify(one)) },
      { weight: 1, arbitrary: row.map((one) => JSON.stringify(JSON.stringify(one))) },
      {
        weight: 2,
        arbitrary: fc.array(row, { maxLength: 3 }).map((rows) =>
          JSON.stringify({
            Targets: rows.map((one) => ({
              '@odata.type': `Microsoft.Dynamics.CRM.${table.table.logicalName}`,
              ...one,
            })),
          }),
        ),
      },
      {
        weight: 1,
        arbitrary: this.queries
          .id()
          .map((id) => JSON.stringify({ '@odata.id': `${table.table.entitySetName}(${id})`, value: id })),
      },
      { weight: 1, arbitrary: fc.constantFrom(100, 20_000).map((times) => `${'['.repeat(times)}${']'.repeat(times)}`) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom(100, 3000)
          .map((times) => `${'{"primarycontactid":'.repeat(times)}1${'}'.repeat(times)}`),
      },
      { weight: 1, arbitrary: hostile },
    );
  }

  private headers(): fc.Arbitrary<Record<string, string>> {
    const value = fc.oneof(
      fc.constantFrom(
        '*',
        'W/"1"',
        'W/"1005"',
        'null',
        '"',
        'return=representation',
        'odata.maxpagesize=2',
        'odata.maxpagesize=0',
        'odata.include-annotations="*"',
        'odata.continue-on-error',
        'return=representation,odata.include-annotations="*"',
      ),
      this.queries.id(),
      hostile.map((text) => encodeURI(text)),
    );
    const name = fc.constantFrom(
      'if-match',
      'if-none-match',
      'prefer',
      'prefer',
      'prefer',
      'mscrmcallerid',
      'callerobjectid',
      'mscrm.suppressduplicatedetection',
      'mscrm.solutionuniquename',
      'odata-version',
      'consistency',
      'accept',
      'content-type',
    );
    return fc.oneof(
      { weight: 2, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(name, value, { maxKeys: 3 }) },
    );
  }

  /** Requests that follow the grammar. */
  request(): fc.Arbitrary<FuzzRequest> {
    const onRows = this.address().chain(({ table, path }) =>
      fc.tuple(fc.oneof(...METHODS), this.headers(), this.body(table)).map(([method, headers, body]) => ({
        method,
        target: `${API}${path}`,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'POST' || method === 'PATCH' || method === 'PUT' ? { body } : {}),
      })),
    );
    const others = fc
      .tuple(
        fc.constantFrom('GET', 'POST'),
        fc.constantFrom(...FUNCTIONS, ...ACTIONS, ...DEFINITIONS, '', '$metadata'),
        this.headers(),
        this.table().chain((table) => this.body(table)),
      )
      .map(([method, path, headers, body]) => ({
        method,
        target: `${API}${encodeURI(path)}`,
        headers: { 'content-type': 'application/json', ...headers },
        ...(method === 'POST' ? { body } : {}),
      }));
    return fc.oneof({ weight: 9, arbitrary: onRows }, { weight: 1, arbitrary: others });
  }

  /** Whole batches, with change sets, references between their parts, and line ends of every kind. */
  batch(): fc.Arbitrary<FuzzRequest> {
    const part = fc
      .tuple(this.request(), fc.constantFrom('', '', '1', '2', '3', '4', '5', '100001'))
      .map(([{ method, target, headers, body = '' }, contentId]) => ({ method, target, headers, body, contentId }));
    const set = fc.array(part, { minLength: 1, maxLength: 4 });
    return fc
      .tuple(
        fc.array(
          fc.oneof(
            part.map((one) => [one]),
            set,
          ),
          { maxLength: 4 },
        ),
        fc.constantFrom('\r\n', '\r\n', '\n'),
        mostly('b', '"b"', 'other', ''),
        this.headers(),
        mostly('--b--', '--b', ''),
      )
      .map(([items, line, boundary, headers, end]) => {
        const write = ({ method, target, headers: own, body, contentId }: (typeof items)[number][number]): string =>
          [
            'Content-Type: application/http',
            'Content-Transfer-Encoding: binary',
            ...(contentId === '' ? [] : [`Content-ID: ${contentId}`]),
            '',
            `${contentId === '5' ? 'PATCH $1' : `${method} ${target}`} HTTP/1.1`,
            ...Object.entries(own).map(([name, value]) => `${name}: ${value}`),
            '',
            body,
          ].join(line);
        const texts = items.map((item) => {
          const [first] = item;
          return item.length === 1 && first
            ? write(first)
            : [
                `Content-Type: multipart/mixed; boundary=c`,
                '',
                ...item.flatMap((one) => ['--c', write(one)]),
                '--c--',
              ].join(line);
        });
        return {
          method: 'POST',
          target: `${API}$batch`,
          headers: {
            prefer: 'odata.continue-on-error',
            ...headers,
            'content-type': `multipart/mixed; boundary=${boundary}`,
          },
          body: [...texts.flatMap((text) => ['--b', text]), end, ''].join(line),
        };
      });
  }

  /** Requests of the grammar with some of their characters changed, left out, doubled or put in. */
  mangled(): fc.Arbitrary<FuzzRequest> {
    const change = fc.tuple(
      fc.constantFrom('target', 'target', 'body', 'header'),
      fc.nat({ max: 10_000 }),
      fc.constantFrom('cut', 'double', 'put', 'end'),
      fc.oneof(
        fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
        hostile,
      ),
    );
    const base = fc.oneof({ weight: 4, arbitrary: this.request() }, { weight: 1, arbitrary: this.batch() });
    return fc.tuple(base, fc.array(change, { minLength: 1, maxLength: 4 })).map(([request, changes]) => {
      let { target, body } = request;
      const headers = { ...request.headers };
      for (const [where, at, how, text] of changes) {
        if (where === 'target') target = mangle(target, at, how, text);
        else if (where === 'body' && body !== undefined) body = mangle(body, at, how, text);
        else {
          const name = Object.keys(headers)[at % Math.max(1, Object.keys(headers).length)];
          if (name !== undefined) headers[name] = mangle(headers[name] ?? '', at, how, text);
        }
      }
      return { method: request.method, target, headers, ...(body === undefined ? {} : { body }) };
    });
  }
}

function mangle(text: string, at: number, how: string, put: string): string {
  const place = text.length === 0 ? 0 : at % text.length;
  if (how === 'cut') return text.slice(0, place) + text.slice(place + 1 + (at % 5));
  if (how === 'double') return text.slice(0, place) + text.slice(place, place + 8) + text.slice(place);
  if (how === 'end') return text.slice(0, place);
  return text.slice(0, place) + put + text.slice(place);
}
