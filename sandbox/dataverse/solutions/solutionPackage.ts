/**
 * Room sandbox/dataverse, solutions. What a solution zip says, as plain data: the readers make it, the checks compare it
 * with the environment, and the import writes it.
 */
import type { RowLabels, RowReference } from '../contracts';
import type { Choice, Column, ManyToMany, Relationship, Table } from '../model';

export interface RootComponent {
  /** Component type by number, as in the file (Microsoft Learn, "solutioncomponent", componenttype). */
  readonly type: number;
  readonly schemaName?: string;
  /** Lower case, without braces. */
  readonly id?: string;
  /** 0 with everything, 1 only listed parts, 2 shell only. */
  readonly behavior: number;
}

/** The `Required` half of a missing dependency. */
export interface RequiredComponent {
  /** A number for classic components, a name for those of the component framework. */
  readonly type: string;
  readonly schemaName?: string;
  readonly id?: string;
  readonly displayName?: string;
  readonly parentSchemaName?: string;
  /** `Name (1.2.3.4)`. */
  readonly solution?: string;
}

export interface SolutionManifest {
  readonly uniqueName: string;
  readonly friendlyName: string;
  readonly description?: string;
  /** Texts of the solution's row in other languages. */
  readonly labels: RowLabels;
  readonly version: string;
  readonly isManaged: boolean;
  readonly publisher: {
    readonly uniqueName: string;
    readonly friendlyName: string;
    readonly description?: string;
    readonly prefix: string;
    readonly optionValuePrefix?: number;
    readonly email?: string;
    readonly website?: string;
  };
  readonly rootComponents: readonly RootComponent[];
  readonly requiredComponents: readonly RequiredComponent[];
}

/** A table of the solution, or columns and keys for a table that is there already. */
export interface TablePart {
  readonly logicalName: string;
  readonly schemaName: string;
  /** The whole definition; absent when the solution only extends the table. Relationships give lookups their targets. */
  readonly definition?: Omit<Table, 'columns' | 'keys' | 'objectTypeCode'>;
  /** Own tables: may notes be attached to its rows? */
  readonly hasNotes: boolean;
  readonly columns: readonly Column[];
  readonly keys: Table['keys'];
}

/** One row of a component table, by the columns that the component brings. */
export interface ComponentRow {
  /** Logical name of the component's table. */
  readonly table: string;
  readonly id: string;
  /** What the result calls it. */
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Texts of localizable columns in other languages than the base language; absent where the file has none for this kind. */
  readonly labels?: RowLabels;
  /** Columns that only a new row gets: afterwards they are the administrator's. */
  readonly initialValues?: Readonly<Record<string, number>>;
  /** Lookups of the component's row. */
  readonly references?: Readonly<Record<string, RowReference>>;
  /** A component that is known by its name takes the row of that name, whatever its id. */
  readonly uniqueColumn?: string;
}

/** A role and the names of its privileges. */
export interface RolePart {
  readonly name: string;
  readonly privileges: readonly string[];
}

export interface ControlPart {
  readonly name: string;
  readonly version: string;
  readonly manifest: string;
  readonly dataTypes: string;
  /** Path inside the control's folder, to content in base64. */
  readonly files: ReadonlyMap<string, string>;
  /** React, Fluent and the like, as the manifest asks for them. */
  readonly platformLibraries: readonly { readonly name: string; readonly version: string }[];
}

/** Something the sandbox does not take, said by name. */
export interface ImportWarning {
  readonly type: string;
  readonly name: string;
  readonly text: string;
}

export interface SolutionPackage {
  readonly manifest: SolutionManifest;
  readonly tables: readonly TablePart[];
  readonly relationships: readonly Relationship[];
  readonly manyToMany: readonly ManyToMany[];
  readonly choices: readonly Choice[];
  readonly rows: readonly ComponentRow[];
  readonly roles: readonly RolePart[];
  readonly controls: readonly ControlPart[];
  readonly environmentVariableValues: ReadonlyMap<string, string>;
  readonly warnings: readonly ImportWarning[];
  /** Keys of components that the sandbox names but does not run: `29:<id>`, `91:<name>`. */
  readonly notRun: ReadonlySet<string>;
}
