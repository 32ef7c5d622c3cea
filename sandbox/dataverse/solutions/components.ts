/**
 * Room sandbox/dataverse, solutions. Components by their type numbers: how each is named, and how it is found in a package
 * and in the environment. Source of the numbers: Microsoft Learn, "solutioncomponent table", componenttype.
 */
import type { EmbeddedDataverse } from '../contracts';
import type { SolutionPackage } from './solutionPackage';

export const COMPONENT = {
  table: 1,
  column: 2,
  choice: 9,
  relationship: 10,
  key: 14,
  role: 20,
  view: 26,
  workflow: 29,
  applicationRibbon: 50,
  chart: 59,
  form: 60,
  webResource: 61,
  siteMap: 62,
  control: 66,
  app: 80,
  step: 92,
  serviceEndpoint: 95,
  environmentVariable: 380,
} as const;

const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'Entity',
  2: 'Attribute',
  9: 'Option Set',
  10: 'Entity Relationship',
  14: 'Entity Key',
  20: 'Role',
  26: 'Saved Query',
  29: 'Workflow',
  50: 'Ribbon',
  59: 'Saved Query Visualization',
  60: 'Form',
  61: 'Web Resource',
  62: 'Site Map',
  66: 'Custom Control',
  80: 'App Module',
  91: 'Plug-in Assembly',
  92: 'SDK Message Processing Step',
  95: 'Service Endpoint',
  300: 'Canvas App',
  372: 'Connector',
  380: 'Environment Variable Definition',
  431: 'Attribute Image Configuration',
  432: 'Entity Image Configuration',
};

/** The component type in words; its number when it is not known. */
export const typeName = (type: number): string => TYPE_NAMES[type] ?? String(type);

/** Component tables whose rows are found by id, and the column that names them. */
const ROW_TABLES: Readonly<Record<number, { readonly table: string; readonly nameColumn?: string }>> = {
  [COMPONENT.role]: { table: 'role' },
  [COMPONENT.view]: { table: 'savedquery' },
  [COMPONENT.workflow]: { table: 'workflow' },
  [COMPONENT.chart]: { table: 'savedqueryvisualization' },
  [COMPONENT.form]: { table: 'systemform' },
  [COMPONENT.webResource]: { table: 'webresource', nameColumn: 'name' },
  [COMPONENT.siteMap]: { table: 'sitemap', nameColumn: 'sitemapnameunique' },
  [COMPONENT.control]: { table: 'customcontrol', nameColumn: 'name' },
  [COMPONENT.app]: { table: 'appmodule', nameColumn: 'uniquename' },
  [COMPONENT.step]: { table: 'sdkmessageprocessingstep' },
  [COMPONENT.serviceEndpoint]: { table: 'serviceendpoint' },
  [COMPONENT.environmentVariable]: { table: 'environmentvariabledefinition', nameColumn: 'schemaname' },
};

/** What names one component: its schema name or its id. */
export interface ComponentKey {
  readonly type: number;
  readonly schemaName?: string;
  readonly id?: string;
  /** Columns: the table they belong to. */
  readonly parentSchemaName?: string;
}

/** Those of plug-ins and service buses are not kept. */
const PARTLY_KEPT: ReadonlySet<number> = new Set([COMPONENT.step, COMPONENT.serviceEndpoint]);

/** Does the sandbox keep components of this type, so that it can tell whether one is there? */
export const isKept = (type: number): boolean =>
  type === COMPONENT.table ||
  type === COMPONENT.column ||
  type === COMPONENT.choice ||
  type === COMPONENT.relationship ||
  (type in ROW_TABLES && !PARTLY_KEPT.has(type));

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();

/** Does the package bring it? Names of web resources and controls are case-exact. */
export function isInPackage(solution: SolutionPackage, key: ComponentKey): boolean {
  const name = lower(key.schemaName);
  switch (key.type) {
    case COMPONENT.table:
      return solution.tables.some((table) => table.logicalName === name);
    case COMPONENT.column:
      return solution.tables.some(
        (table) =>
          table.logicalName === lower(key.parentSchemaName) &&
          table.columns.some((column) => column.logicalName === name),
      );
    case COMPONENT.choice:
      return solution.choices.some((choice) => lower(choice.name) === name);
    case COMPONENT.relationship:
      return [...solution.relationships, ...solution.manyToMany].some((one) => lower(one.schemaName) === name);
    case COMPONENT.control:
      return solution.controls.some((control) => control.name === key.schemaName);
    case COMPONENT.applicationRibbon:
      return solution.rows.some((row) => row.table === 'ribboncustomization' && row.values.entity === null);
    default: {
      const kind = ROW_TABLES[key.type];
      if (!kind) return false;
      return solution.rows.some(
        (row) => row.table === kind.table && (key.id === undefined ? row.name === key.schemaName : row.id === key.id),
      );
    }
  }
}

/** Is it in the environment already? */
export function isInEnvironment(dataverse: EmbeddedDataverse, key: ComponentKey): boolean {
  const name = lower(key.schemaName);
  switch (key.type) {
    case COMPONENT.table:
      return dataverse.metadata.table(name) !== undefined;
    case COMPONENT.column:
      return (
        dataverse.metadata.table(lower(key.parentSchemaName))?.columns.some((column) => column.logicalName === name) ??
        false
      );
    case COMPONENT.choice:
      return dataverse.metadata.choices().some((choice) => lower(choice.name) === name);
    case COMPONENT.relationship:
      return (
        dataverse.metadata.relationship(key.schemaName ?? '') !== undefined ||
        dataverse.metadata.manyToMany().some((one) => one.schemaName === key.schemaName)
      );
    default: {
      const kind = ROW_TABLES[key.type];
      if (!kind) return false;
      if (key.id !== undefined) return dataverse.rows.find(kind.table, key.id) !== undefined;
      if (kind.nameColumn === undefined || key.schemaName === undefined) return false;
      return dataverse.rows.findWhere(kind.table, { [kind.nameColumn]: key.schemaName }).length > 0;
    }
  }
}
