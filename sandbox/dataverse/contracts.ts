/**
 * Room sandbox/dataverse. What the other rooms of the sandbox may ask of the embedded Dataverse in process: rows with
 * the same validation and pipeline as over HTTP, metadata, and a registry for actions, functions and table events.
 */
import type { Choice, Column, Labels, ManyToMany, Relationship, Table } from './model';

/** Definitions by their names. */
export interface DefinitionNames {
  readonly tables?: readonly string[];
  readonly columns?: readonly { readonly table: string; readonly column: string }[];
  readonly keys?: readonly { readonly table: string; readonly key: string }[];
  readonly choices?: readonly string[];
  readonly relationships?: readonly string[];
}

/** Lower-case GUID without braces. */
export type Guid = string;

/** What a lookup column holds. */
export interface RowReference {
  readonly table: string;
  readonly id: Guid;
}

/** One party of an activity's party list column. */
export interface ActivityParty {
  readonly party: RowReference;
}

/** DateTime values are ISO 8601 texts in UTC; multi-select choices are arrays of numbers. */
export type ColumnValue =
  string | number | boolean | null | RowReference | readonly number[] | readonly ActivityParty[];

/** A row by column logical names. `undefined` columns are left as they are. */
export type Row = Record<string, ColumnValue | undefined>;

export interface StoredRow {
  readonly id: Guid;
  /** Rises with every write; the etag is `W/"<versionNumber>"`. */
  readonly versionNumber: number;
  readonly values: Readonly<Record<string, ColumnValue>>;
}

/** Who acts. */
export interface RequestContext {
  readonly userId: Guid;
  /** The chain of events that the request belongs to. Absent: it begins one. */
  readonly correlationId?: Guid;
  /** Which link of that chain it is. Default: 1. */
  readonly depth?: number;
  /** Synchronous steps are passed over. */
  readonly bypassesSteps?: boolean;
  /** The message of the platform that the write is a part of, when it is more than a plain write: `CloseIncident`. */
  readonly message?: string;
  /** Who calls, when they act as the user: what happens takes the privileges of both. */
  readonly callerId?: Guid;
  /** The platform's own logic on behalf of the user, which needs no privilege. */
  readonly isSystem?: boolean;
  /** LCID of the language whose texts a change of localizable columns is about. Absent: the user's. */
  readonly language?: number;
}

/** The platform's own work for somebody who asked for something else. */
export const asSystem = (context: RequestContext): RequestContext => ({ ...context, isSystem: true });

/** Texts of localizable columns in other languages than the base language, by column. */
export type RowLabels = Readonly<Record<string, Labels>>;

/** Texts of localizable columns. Those of the base language are the values of the rows. */
export interface LabelService {
  of(table: string, id: Guid): RowLabels;
  /** Puts these in the place of all that the row has; the base language is passed over. */
  replace(table: string, id: Guid, labels: RowLabels): void;
  /** The rows as somebody reads them in a language. What is not translated stays in the base language. */
  inLanguage(table: string, rows: readonly StoredRow[], language: number): StoredRow[];
}

/** Without a context it is the seeded administrator who acts, and texts are those of the base language. */
export interface RowService {
  create(table: string, values: Row, context?: RequestContext): Guid;
  update(table: string, id: Guid, values: Row, context?: RequestContext): void;
  delete(table: string, id: Guid, context?: RequestContext): void;
  /** `undefined` when there is no such row. */
  find(table: string, id: Guid): StoredRow | undefined;
  /** Rows whose columns equal the given values (lookups by id), oldest first. For anything richer use `query`. */
  findWhere(table: string, where: Readonly<Record<string, string | number | boolean | null>>): StoredRow[];
  /**
   * Relates two rows by a many-to-many relationship, named by its schema name; either row may be the target.
   * @throws {DataverseError} when one of them is missing or they are related already
   */
  associate(relationship: string, target: RowReference, related: RowReference, context?: RequestContext): void;
  /** Takes the relation of two rows away; nothing happens when there is none. */
  disassociate(relationship: string, target: RowReference, related: RowReference, context?: RequestContext): void;
  /** Runs FetchXML and gives the raw rows, all pages. */
  query(fetchXml: string): StoredRow[];
  /** Everything inside happens or nothing does. */
  transaction<T>(work: () => T): T;
}

export interface MetadataService {
  tables(): readonly Table[];
  table(logicalName: string): Table | undefined;
  tableBySet(entitySetName: string): Table | undefined;
  choice(name: string): Choice | undefined;
  choices(): readonly Choice[];
  /** N:1 relationships of a table. */
  manyToOne(logicalName: string): readonly Relationship[];
  /** 1:N relationships of a table. */
  oneToMany(logicalName: string): readonly Relationship[];
  relationship(schemaName: string): Relationship | undefined;
  /** Many-to-many relationships that a table is a side of; all of them without a name. */
  manyToMany(logicalName?: string): readonly ManyToMany[];
  /**
   * Adds or extends. An existing table keeps its columns and gains the new ones; SQL storage follows. Kept in the
   * database, so the next start knows them.
   */
  save(change: {
    readonly tables?: readonly Table[];
    readonly choices?: readonly Choice[];
    readonly relationships?: readonly Relationship[];
    /** Intersect tables that are not known yet are made. */
    readonly manyToMany?: readonly ManyToMany[];
  }): void;
  /** Puts a column's definition in the place of the one that is known, which `save` would only extend. */
  replaceColumn(table: string, column: Column): void;
  /** Takes definitions away with everything they hold: rows of tables, values of columns. Unknown names are passed over. */
  remove(names: DefinitionNames): void;
}

/** `Edm.String`, `Edm.Guid`, …, `mscrm.<table>` for an entity, `mscrm.crmbaseentity` for any, `mscrm.expando`. */
export type OperationType = `Edm.${string}` | `mscrm.${string}`;

export interface OperationParameter {
  readonly name: string;
  readonly type: OperationType;
  readonly isCollection?: boolean;
  readonly isOptional?: boolean;
}

export interface OperationRequest {
  /** Parameters as the JSON body (or the function's arguments) gave them, checked against their declared types. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The row a bound operation was called on. */
  readonly target?: RowReference;
  readonly context: RequestContext;
}

/** An action or function. Unbound when `boundTo` is absent. */
export interface Operation {
  readonly name: string;
  readonly kind: 'action' | 'function';
  readonly boundTo?: { readonly table: string; readonly collection?: boolean };
  readonly parameters: readonly OperationParameter[];
  /** Properties of the response; none means 204. */
  readonly returns?: readonly OperationParameter[];
  /** The response is a row, or the rows under `value`, without an envelope of its own. */
  readonly returnsWhole?: { readonly type: OperationType; readonly isCollection?: boolean };
  /** Privileges that its caller needs, by name. What it does with rows needs those of the rows as well. */
  readonly privileges?: readonly string[];
  run(
    request: OperationRequest,
  ): Promise<Readonly<Record<string, unknown>> | void> | Readonly<Record<string, unknown>> | void;
}

export interface TableEvent {
  readonly table: string;
  readonly message: 'Create' | 'Update' | 'Delete';
  readonly id: Guid;
  /** Create and Update, before the main operation: may be changed by the handler. */
  readonly values: Row;
  /** Update and Delete: the row as it was. */
  readonly before?: StoredRow;
  readonly context: RequestContext;
}

/** Two rows that are being related by a many-to-many relationship, or no longer. */
export interface AssociationEvent {
  readonly message: 'Associate' | 'Disassociate';
  /** Schema name. */
  readonly relationship: string;
  readonly target: RowReference;
  readonly related: RowReference;
  readonly context: RequestContext;
}

/** Hears of associations in the transaction that makes them; one that throws stops it. */
export interface AssociationHandler {
  readonly stage: TableEventHandler['stage'];
  handle(event: AssociationEvent): void;
}

/** One write that is kept: what happens after it can no longer stop it. */
export interface RowChange {
  readonly table: string;
  readonly message: TableEvent['message'];
  readonly id: Guid;
  /** Create and Update: the columns written, the ones that the platform set included. Delete: none. */
  readonly values: Readonly<Record<string, ColumnValue>>;
  /** Update and Delete: the row as it was. */
  readonly before?: StoredRow;
  readonly context: RequestContext;
}

/** The platform's own logic on its own tables (not steps of solutions). */
export interface TableEventHandler {
  readonly table: string;
  readonly message: TableEvent['message'];
  /** `before` the main operation in the same transaction, or `after` it. */
  readonly stage: 'before' | 'after';
  handle(event: TableEvent): void;
}

/** Plain SQL on the connection below the rows. */
export interface SqlConnection {
  /** Rows as arrays in the order of the selected expressions. */
  all(sql: string, parameters?: readonly (string | number | null)[]): (string | number | null)[][];
  /** Number of rows changed. */
  run(sql: string, parameters?: readonly (string | number | null)[]): number;
  /** Runs data definition. */
  define(sql: string): void;
}

/** Levels of privileges: 1 Basic, 2 Local, 4 Deep, 8 Global. */
export interface UserService {
  /** Whom a browser has chosen, by its `Cookie` header; the administrator when it has chosen nobody. They may have been disabled since. */
  ofSession(cookies: string | undefined): RequestContext;
  /** Rows of the users who may use the organisation. */
  enabled(): StoredRow[];
  /** Does the user have the role System Administrator? */
  isAdministrator(userId: Guid): boolean;
  /** Own roles and those of teams. */
  roles(userId: Guid): readonly { readonly id: Guid; readonly name: string }[];
  /** Levels by the names of the privileges that the user has. */
  privileges(userId: Guid): Readonly<Record<string, number>>;
  /** Levels by logical name of the table and right: `{ account: { Read: 8 } }`. */
  tablePrivileges(userId: Guid): Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface EmbeddedDataverse {
  readonly rows: RowService;
  readonly labels: LabelService;
  readonly metadata: MetadataService;
  /** The seeded System Administrator: who acts when nobody else is named. */
  readonly administrator: RequestContext;
  readonly users: UserService;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /**
   * The open SQL connection below the rows, for services that keep records of their own beside Dataverse (tables named
   * `<service>_…`): what they write inside `rows.transaction` is kept or lost with the rows. Never for Dataverse rows.
   */
  readonly database: SqlConnection;
  registerOperation(operation: Operation): void;
  /**
   * Carries out a custom API of a solution, as its plug-in does on the platform. Gives the declared response properties. Until then calls
   * are refused by name.
   */
  registerCustomApiHandler(uniqueName: string, handler: Operation['run']): void;
  registerTableEvent(handler: TableEventHandler): void;
  registerAssociation(handler: AssociationHandler): void;
  /**
   * Calls after each write that is kept, one at a time, in the order of the writes. The listener must not throw, and starts
   * whatever takes time on its own.
   */
  onRowChange(listener: (change: RowChange) => void): void;
  /**
   * Calls when the whole content of the database, rows and definitions, was replaced by that of a snapshot: who keeps in
   * memory what it read from there forgets it, and who waits for something of the old rows waits no longer.
   */
  onRestore(listener: () => void): void;
  close(): void;
}

/** An error the Web API answers with; see the table of codes in errors.ts. */
export interface DataverseFault {
  readonly status: number;
  /** `0x80040217` and the like. */
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}
