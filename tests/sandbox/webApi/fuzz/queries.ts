/**
 * Room tests. Random queries that follow the grammar of OData and FetchXML most of the time: over the tables, columns and navigation
 * properties that the metadata names, with literals that fit, do not fit, or try to break out.
 */
import * as fc from 'fast-check';
import type { MetadataStore } from '../../../../sandbox/dataverse/metadata/metadataStore';
import type { Column, Table } from '../../../../sandbox/dataverse/model';
import { isLookup, isStored } from '../../../../sandbox/dataverse/storage/columnStorage';

/** Values that databases, parsers and serializers stumble over. */
export const HOSTILE = [
  "'; DROP TABLE account;--",
  "' OR '1'='1",
  '" OR ""="',
  "') UNION SELECT name, sql FROM sqlite_master--",
  "x'; UPDATE contact SET lastname='owned",
  "''''",
  '%',
  '_',
  '\\',
  '%00',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud83d\ude00',
  'e\u0301',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '&lt;',
  ']]>',
  '-1',
  '1e400',
  '-1e400',
  '9223372036854775808',
  '99999999999999999999999999',
  '0.1e-320',
  'NaN',
  'Infinity',
  '2026-02-30',
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59.9999999Z',
  '+275760-09-13',
  '__proto__',
  'constructor',
  'toString',
  '$1',
  '@p1',
  'null',
  'true',
  '()',
  '(((((',
  ')))))',
] as const;

export const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A table as random requests see it. */
export interface FuzzTable {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly single: readonly { readonly name: string; readonly target: string }[];
  readonly collections: readonly { readonly name: string; readonly target: string; readonly from: string }[];
}

export function fuzzTables(metadata: MetadataStore, names: readonly string[]): ReadonlyMap<string, FuzzTable> {
  const tables = new Map<string, FuzzTable>();
  for (const name of names) {
    const table = metadata.table(name);
    if (!table) throw new Error(`There is no table ${name}.`);
    tables.set(name, {
      table,
      columns: table.columns.filter((column) => isStored(column)),
      single: metadata
        .manyToOne(name)
        .map((one) => ({ name: one.navigationProperty, target: one.referencedTable }))
        .filter(({ target }) => names.includes(target)),
      collections: metadata
        .oneToMany(name)
        .map((one) => ({
          name: one.collectionNavigationProperty,
          target: one.referencingTable,
          from: one.referencingColumn,
        }))
        .filter(({ target }) => names.includes(target)),
    });
  }
  return tables;
}

export const propertyOf = (column: Column): string =>
  isLookup(column) ? `_${column.logicalName}_value` : column.logicalName;

const OPERATORS = ['eq', 'eq', 'eq', 'ne', 'ne', 'gt', 'ge', 'lt', 'le', 'eq', 'ne', 'in', 'has', 'add', ''];
/** How deep expansions and conditions nest within each other. */
const DEPTH = 2;
const OTHER_OPTIONS = ['@p1', '$search', '$skip', '$nosuch', 'savedQuery', 'userQuery', '$id', '$compute'];
const QUERY_FUNCTIONS = ['Today', 'LastXDays', 'Between', 'In', 'EqualUserId', 'Above', 'ContainValues', 'NoSuch'];

export class QueryGrammar {
  constructor(
    readonly tables: ReadonlyMap<string, FuzzTable>,
    /** Ids of rows, own and of other users, by table; under '' those of nothing. */
    readonly ids: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** @param table whose rows are meant, most of the time */
  id(table = ''): fc.Arbitrary<string> {
    const any = fc.constantFrom(...[...this.ids.values()].flat());
    const own = this.ids.get(table);
    return own ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: any }) : any;
  }

  of(name: string): FuzzTable {
    const found = this.tables.get(name);
    if (!found) throw new Error(`${name} is not among the tables.`);
    return found;
  }

  column({ columns }: FuzzTable): fc.Arbitrary<Column> {
    return fc.constantFrom(...columns);
  }

  /** A literal for the column, mostly of its type. */
  literal(column: Column): fc.Arbitrary<string> {
    const fitting =
      isLookup(column) || column.type === 'Uniqueidentifier'
        ? this.id(column.targets?.[0])
        : column.type === 'Boolean'
          ? fc.constantFrom('true', 'false')
          : column.type === 'DateTime'
            ? fc.constantFrom('2026-01-01', '2026-01-01T00:00:00Z', '1899-12-31')
            : column.type === 'String' || column.type === 'Memo' || column.type === 'EntityName'
              ? fc.constantFrom('A', 'own', '%', '').map(quoted)
              : fc.integer({ min: -3, max: 3 }).map(String);
    return fc.oneof(
      { weight: 24, arbitrary: fitting },
      { weight: 3, arbitrary: fc.constant('null') },
      { weight: 1, arbitrary: hostile },
      { weight: 2, arbitrary: hostile.map(quoted) },
    );
  }

  filter(name: string, prefix = '', depth = 2): fc.Arbitrary<string> {
    const table = this.of(name);
    const comparison = this.column(table).chain((column) =>
      fc
        .tuple(fc.constantFrom(...OPERATORS), this.literal(column))
        .map(([operator, literal]) => `${prefix}${propertyOf(column)} ${operator} ${literal}`),
    );
    const call = this.column(table).chain((column) =>
      fc
        .tuple(fc.constantFrom('contains', 'startswith', 'endswith', 'length', 'tolower'), this.literal(column))
        .map(([name_, literal]) => `${name_}(${prefix}${propertyOf(column)},${literal})`),
    );
    const queryFunction = this.column(table).chain((column) =>
      fc
        .tuple(fc.constantFrom(...QUERY_FUNCTIONS), fc.array(hostile, { maxLength: 3 }))
        .map(
          ([name_, values]) =>
            `Microsoft.Dynamics.CRM.${name_}(PropertyName='${column.logicalName}',PropertyValues=${JSON.stringify(values)})`,
        ),
    );
    const simple = [
      { weight: 9, arbitrary: comparison },
      { weight: 1, arbitrary: call },
      { weight: 1, arbitrary: queryFunction },
    ];
    if (depth === 0) return fc.oneof(...simple);
    const inner = this.filter(name, prefix, depth - 1);
    const lambdas = table.collections.map(({ name: collection, target }) => ({ collection, target }));
    const lambda =
      lambdas.length === 0
        ? inner
        : fc
            .constantFrom(...lambdas)
            .chain(({ collection, target }) =>
              fc
                .tuple(fc.constantFrom('any', 'all'), this.filter(target, 'o/', 0))
                .map(([quantifier, text]) => `${prefix}${collection}/${quantifier}(o:${text})`),
            );
    const path =
      table.single.length === 0
        ? inner
        : fc
            .constantFrom(...table.single)
            .chain(({ name: navigation, target }) => this.filter(target, `${prefix}${navigation}/`, 0));
    return fc.oneof(
      ...simple,
      {
        weight: 3,
        arbitrary: fc
          .tuple(inner, fc.constantFrom('and', 'or'), inner)
          .map(([left, glue, right]) => `(${left}) ${glue} ${right}`),
      },
      { weight: 1, arbitrary: inner.map((text) => `not (${text})`) },
      { weight: 3, arbitrary: lambda },
      { weight: 3, arbitrary: path },
      // Deeper than anybody means.
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(50, 400, 3000), comparison)
          .map(([times, text]) => `${'('.repeat(times)}${text}${')'.repeat(times)}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(50, 800), comparison)
          .map(([times, text]) => `${'not '.repeat(times)}${text}`),
      },
    );
  }

  /** One query option, percent-encoded. */
  option(name: string, depth = DEPTH): fc.Arbitrary<string> {
    const table = this.of(name);
    const columns = fc.array(this.column(table).map(propertyOf), { minLength: 1, maxLength: 3 });
    const encode = ([option, value]: readonly [string, string]): string => `${option}=${encodeURIComponent(value)}`;
    const navigations = [...table.single, ...table.collections];
    const expand =
      navigations.length === 0 || depth === 0
        ? columns.map((list) => ['$select', list.join(',')] as const)
        : fc
            .constantFrom(...navigations)
            .chain(({ name: navigation, target }) =>
              fc
                .array(this.option(target, depth - 1), { maxLength: 3 })
                .map((options) => ['$expand', `${navigation}(${options.map(decodeURIComponent).join(';')})`] as const),
            );
    const weighted = (weight: number, arbitrary: fc.Arbitrary<string>) => ({ weight, arbitrary });
    return fc.oneof(
      weighted(
        8,
        columns.map((list) => encode(['$select', [...new Set(list)].join(',')])),
      ),
      weighted(
        8,
        this.filter(name, '', depth).map((text) => encode(['$filter', text])),
      ),
      weighted(
        3,
        fc
          .tuple(columns, fc.constantFrom('asc', 'desc', '', '', 'up'))
          .map(([list, way]) => encode(['$orderby', list.map((one) => `${one} ${way}`.trim()).join(',')])),
      ),
      weighted(6, expand.map(encode)),
      weighted(
        1,
        fc.constantFrom('0', '1', '5', '5001', '999999999', '-1', '1.5').map((count) => encode(['$top', count])),
      ),
      weighted(
        1,
        fc.constantFrom('true', 'false', 'yes').map((text) => encode(['$count', text])),
      ),
      ...(depth < DEPTH
        ? []
        : [
            weighted(
              1,
              fc
                .tuple(this.filter(name, '', 0), columns)
                .map(([text, [first = 'name']]) =>
                  encode(['$apply', `filter(${text})/groupby((${first}),aggregate($count as count))`]),
                ),
            ),
            weighted(
              6,
              this.fetchXml(name).map((xml) => encode(['fetchXml', xml])),
            ),
            weighted(
              1,
              hostile.map((text) =>
                encode(['$skiptoken', `<cookie pagenumber="2" pagingcookie="${text}" istracking="False" />`]),
              ),
            ),
            weighted(1, fc.tuple(fc.constantFrom(...OTHER_OPTIONS), hostile).map(encode)),
            weighted(
              1,
              this.id('savedquery').map((id) => encode(['savedQuery', id])),
            ),
          ]),
    );
  }

  fetchXml(name: string): fc.Arbitrary<string> {
    const table = this.of(name);
    const attribute = this.column(table).map((column) => `<attribute name="${column.logicalName}"/>`);
    const condition = this.column(table).chain((column) =>
      fc
        .tuple(
          fc.constantFrom(
            'eq',
            'ne',
            'like',
            'not-null',
            'in',
            'last-x-days',
            'eq-userid',
            'under',
            'between',
            'olderthan-x-years',
            'contain-values',
            'nosuch',
          ),
          fc.array(
            fc.oneof(
              { weight: 1, arbitrary: hostile },
              { weight: 3, arbitrary: this.literal(column).map((text) => text.replaceAll("'", '')) },
            ),
            { maxLength: 2 },
          ),
        )
        .map(([operator, values]) => {
          const inner = values.map((value) => `<value>${escapeXml(value)}</value>`).join('');
          const own = values[0] === undefined ? '' : ` value="${escapeXml(values[0])}"`;
          return `<condition attribute="${column.logicalName}" operator="${operator}"${own}>${inner}</condition>`;
        }),
    );
    const filter = fc
      .tuple(
        fc.constantFrom('and', 'or', 'xor'),
        fc.array(condition, { maxLength: 3 }),
        fc.constantFrom(1, 1, 1, 30, 500),
      )
      .map(
        ([type, conditions, times]) =>
          `${`<filter type="${type}">`.repeat(times)}${conditions.join('')}${'</filter>'.repeat(times)}`,
      );
    const link =
      table.collections.length === 0
        ? fc.constant('')
        : fc
            .constantFrom(...table.collections)
            .chain(({ target, from: by }) =>
              fc
                .tuple(
                  fc.oneof(
                    { weight: 5, arbitrary: fc.constant(by) },
                    { weight: 1, arbitrary: this.column(this.of(target)).map((column) => column.logicalName) },
                  ),
                  fc.oneof(
                    { weight: 5, arbitrary: fc.constant(table.table.primaryId) },
                    { weight: 1, arbitrary: this.column(table).map((column) => column.logicalName) },
                  ),
                  fc.constantFrom('inner', 'outer', 'exists', 'any', 'not any', 'matchfirstrowusingcrossapply', 'bad'),
                  fc.oneof({ weight: 3, arbitrary: fc.constant('linked') }, { weight: 1, arbitrary: hostile }),
                )
                .map(
                  ([from, to, type, alias]) =>
                    `<link-entity name="${target}" from="${from}" to="${to}" link-type="${type}" alias="${escapeXml(alias)}"><all-attributes/></link-entity>`,
                ),
            );
    const aggregate = this.column(table).chain((column) =>
      fc
        .constantFrom('count', 'sum', 'avg', 'max', 'countcolumn', 'median')
        .map((kind) => `<attribute name="${column.logicalName}" aggregate="${kind}" alias="a"/>`),
    );
    return fc
      .tuple(
        fc.constantFrom(
          '',
          ' page="2" count="3"',
          ' top="2"',
          ' distinct="true"',
          ' returntotalrecordcount="true"',
          ' aggregate="true"',
          ' count="99999999999"',
          ' page="-1"',
        ),
        fc.array(
          fc.oneof(
            { weight: 4, arbitrary: attribute },
            { weight: 3, arbitrary: fc.constant('<all-attributes/>') },
            { weight: 1, arbitrary: aggregate },
          ),
          { maxLength: 3 },
        ),
        fc.array(fc.oneof(filter, link), { maxLength: 2 }),
        this.column(table),
      )
      .map(
        ([attributes, shown, conditions, order]) =>
          `<fetch${attributes}><entity name="${name}">${shown.join('')}<order attribute="${order.logicalName}"/>${conditions.join('')}</entity></fetch>`,
      );
  }
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\u0000', '&#0;');
