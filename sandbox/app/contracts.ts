/**
 * Room sandbox/app. The seams between the parts of the model-driven host in the browser: shell (navigation, grids,
 * ribbon, dialogs, the global Xrm) and form (FormXml, formContext, component-framework controls, timeline).
 */
import type { Relationship, Table, Choice } from '../dataverse/model';
import type { Clock } from './host/clockTime';
import type { Privileges } from './host/privileges';

/** A table with what a form or grid needs around it; served by the host as `/_host/tables/<logicalName>`. */
export interface TableInfo {
  readonly table: Table;
  /** Global choices its columns use, by name. */
  readonly choices: Readonly<Record<string, Choice>>;
  readonly manyToOne: readonly Relationship[];
  readonly oneToMany: readonly Relationship[];
}

export interface EntityReference {
  readonly entityType: string;
  readonly id: string;
  readonly name?: string;
}

export interface View {
  readonly id: string;
  readonly name: string;
  readonly table: string;
  /** 0 public, 1 advanced find, 2 associated, 4 quick find, 64 lookup. */
  readonly queryType: number;
  readonly isDefault: boolean;
  readonly fetchXml: string;
  readonly layoutXml: string;
}

export interface SystemForm {
  readonly id: string;
  readonly name: string;
  readonly table: string;
  /** 2 main, 7 quick create, 6 quick view. */
  readonly type: number;
  readonly formXml: string;
}

/** A row as the Web API gives it, annotations included. */
export type WebApiRow = Record<string, unknown>;

export interface WebApiClient {
  retrieve(table: string, id: string, options?: string): Promise<WebApiRow>;
  retrieveMultiple(
    table: string,
    options?: string,
    maxPageSize?: number,
  ): Promise<{ entities: WebApiRow[]; nextLink?: string }>;
  /** Runs FetchXML (page and count attributes inside it). */
  fetchXml(
    table: string,
    fetchXml: string,
  ): Promise<{ entities: WebApiRow[]; moreRecords: boolean; totalRecordCount?: number }>;
  create(table: string, row: WebApiRow): Promise<EntityReference>;
  update(table: string, id: string, row: WebApiRow, etag?: string): Promise<EntityReference>;
  delete(table: string, id: string): Promise<void>;
}

export type PageInput =
  | { pageType: 'entitylist'; entityName: string; viewId?: string }
  | {
      pageType: 'entityrecord';
      entityName: string;
      entityId?: string;
      formId?: string;
      /** Default values of a new row, lookups as arrays of references. */
      data?: Record<string, unknown>;
      createFromEntity?: EntityReference;
    }
  | { pageType: 'webresource'; webresourceName: string; data?: string };

export interface NavigationOptions {
  target?: 1 | 2;
  width?: number | { value: number; unit: '%' | 'px' };
  height?: number | { value: number; unit: '%' | 'px' };
  position?: 1 | 2;
  title?: string;
}

/** What the shell gives to everything it shows. */
export interface HostServices {
  readonly api: WebApiClient;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly languageId: number;
    readonly isRtl: boolean;
    /** Absent while the user's settings name none: times are the browser's then. */
    readonly timeZone?: Clock;
  };
  readonly organization?: { readonly name: string; readonly languageId: number };
  /** What the user may do; everything when absent. */
  readonly privileges?: Privileges;
  /** May the user write that row? Every row when absent. */
  mayWrite?(table: string, id: string): Promise<boolean>;
  /** Unique name of the app that is open. */
  readonly appUniqueName: string;
  tableInfo(logicalName: string): Promise<TableInfo>;
  views(table: string): Promise<readonly View[]>;
  /** Forms of that type that this app offers, in order. */
  forms(table: string, type: number): Promise<readonly SystemForm[]>;
  /** A label in the user's language, else in 1033, else any. */
  label(labels: Readonly<Record<string, string>> | undefined): string;
  /** Address of a web resource by name. */
  webResourceUrl(name: string, data?: string): string;
  /** Loads a script web resource once, with the string resources it depends on. */
  loadScript(webResourceName: string): Promise<void>;
  /** Calls `Namespace.fn(...args)` of the loaded scripts. Throws a named error when there is no such function. */
  callFunction(functionName: string, args: readonly unknown[]): unknown;
  navigate(
    page: PageInput,
    options?: NavigationOptions,
  ): Promise<{ savedEntityReference?: EntityReference[] } | undefined>;
  alert(text: string, title?: string): Promise<void>;
  confirm(text: string, title?: string): Promise<boolean>;
  error(options: { message: string; details?: string; errorCode?: number }): Promise<void>;
  /** Opens the lookup dialog; empty when dismissed. */
  lookup(options: {
    tables: readonly string[];
    multiple?: boolean;
    filterXml?: string;
    viewId?: string;
  }): Promise<EntityReference[]>;
  /** Tells the shell that rows of a table changed, so that grids refresh. */
  rowsChanged(table: string): void;
  /** Calls back after every `rowsChanged`; gives what ends it. */
  onRowsChanged?(listener: (table: string) => void): () => void;
  /** Address of a page of this app, for real links. */
  pageHref?(page: PageInput): string;
}

/** Props of the form page (sandbox/app/form/FormPage.tsx). */
export interface FormPageProps {
  services: HostServices;
  table: string;
  /** Absent: a new row. */
  id?: string;
  formId?: string;
  /** Default values of a new row, as `PageInput.data`. */
  defaults?: Record<string, unknown>;
  /** The row this one is created from; fills the lookup of the relationship between them. */
  createdFrom?: EntityReference;
  /** Called after every save with the row's reference. */
  onSaved?(saved: EntityReference): void;
  /** Called when the form closes itself (save and close, delete). */
  onClose?(): void;
  /** The command bar is the shell's: it gets the form context (the ribbon's PrimaryControl) and the form's own commands. */
  onContext?(context: unknown, commands: FormCommands): void;
}

export interface FormCommands {
  readonly canSave: boolean;
  save(): Promise<boolean>;
  saveAndClose(): Promise<boolean>;
  remove(): Promise<void>;
  refresh(): Promise<void>;
}

/** Props of the grid (sandbox/app/grid/EntityGrid.tsx), used for main grids, subgrids and lookup dialogs. */
export interface EntityGridProps {
  services: HostServices;
  table: string;
  view: View;
  /** Narrows a subgrid to rows related to a parent: the lookup column and the parent's id. */
  relatedTo?: { readonly column: string; readonly id: string };
  /** More conditions, as a FetchXML `<filter>`. */
  filterXml?: string;
  /** Text of the quick search box. */
  search?: string;
  pageSize?: number;
  selection: 'none' | 'single' | 'multiple';
  onSelectionChange?(selected: readonly EntityReference[]): void;
  /** A row was opened (double click, Enter, or its primary name). */
  onOpen?(reference: EntityReference): void;
  /** Gives what a grid control of the Client API is made from; called again when the rows change. */
  onLoaded?(state: EntityGridState): void;
  /** Rows kept visible: a subgrid grows with its rows up to this height in pixels. Absent: the grid fills its parent. */
  maxHeight?: number;
  ariaLabel: string;
}

/** What a grid shows at this moment. */
export interface EntityGridState {
  readonly rows: readonly EntityReference[];
  /** Undefined when the table was not counted. */
  readonly totalRecordCount: number | undefined;
  /** The query of the view with search and sorting, without paging. */
  readonly fetchXml: string;
  refresh(): void;
}
