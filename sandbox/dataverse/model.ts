/**
 * Room sandbox/dataverse. The metadata model: what the embedded Dataverse knows about tables, columns, choices and
 * relationships. Microsoft's tables arrive as JSON in this shape (platform/tables), everybody else's from solution zips.
 * Plain JSON data only, so that it can be stored, sent to the browser and compared.
 */

/** A text per language, keyed by LCID: `{ "1033": "Case", "1057": "Kasus" }`. */
export type Labels = Readonly<Record<string, string>>;

/** Column types by their Web API names (`AttributeTypeName` without the suffix `Type`). */
export type ColumnType =
  | 'Uniqueidentifier'
  | 'String'
  | 'Memo'
  | 'Integer'
  | 'BigInt'
  | 'Decimal'
  | 'Double'
  | 'Money'
  | 'Boolean'
  | 'DateTime'
  | 'Picklist'
  | 'MultiSelectPicklist'
  | 'State'
  | 'Status'
  | 'Lookup'
  | 'Customer'
  | 'Owner'
  | 'PartyList'
  | 'EntityName'
  | 'File'
  | 'Image';

export type RequiredLevel = 'None' | 'Recommended' | 'ApplicationRequired' | 'SystemRequired';

export interface ChoiceOption {
  readonly value: number;
  readonly label: Labels;
  /** Status options only: the state they belong to. */
  readonly state?: number;
  /** State options only: the status a row takes when it enters this state. */
  readonly defaultStatus?: number;
}

/** A choice (option set). Global ones are shared by name; local ones live in their column. */
export interface Choice {
  readonly name: string;
  readonly isGlobal: boolean;
  readonly displayName: Labels;
  readonly options: readonly ChoiceOption[];
}

export interface Column {
  readonly logicalName: string;
  readonly schemaName: string;
  readonly type: ColumnType;
  readonly displayName: Labels;
  readonly description?: Labels;
  readonly required: RequiredLevel;
  /** String and Memo: characters. */
  readonly maxLength?: number;
  /** String and Memo: does each language have a text of its own? Absent: no. */
  readonly isLocalizable?: boolean;
  /** String: Text, Email, Phone, Url, TextArea. DateTime: DateOnly, DateAndTime. */
  readonly format?: string;
  /** DateTime: UserLocal, DateOnly, TimeZoneIndependent. */
  readonly dateBehavior?: string;
  /** File and Image: what a file may have. */
  readonly maxSizeInKb?: number;
  /** Image: is the picture to be had in its full size too? */
  readonly canStoreFullImage?: boolean;
  /** Image: the one that stands for the row. */
  readonly isPrimaryImage?: boolean;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly precision?: number;
  /** Name of the global choice, when the column uses one. */
  readonly globalChoice?: string;
  /** Options of a local choice; for Boolean the two labels (values 0 and 1). */
  readonly options?: readonly ChoiceOption[];
  /** Value a new row gets when the caller gives none. */
  readonly defaultValue?: number | boolean;
  /** Lookup, Customer, Owner, PartyList: logical names of the tables it may point at. */
  readonly targets?: readonly string[];
  readonly validForCreate: boolean;
  readonly validForUpdate: boolean;
  readonly validForRead: boolean;
}

export type CascadeDelete = 'NoCascade' | 'Cascade' | 'RemoveLink' | 'Restrict';

/** What a new owner of a row means for the rows that refer to it: all, the active ones, those of the same owner. */
export type CascadeAssign = 'NoCascade' | 'Cascade' | 'Active' | 'UserOwned';

/** One N:1 pair. A polymorphic lookup has one relationship per target. */
export interface Relationship {
  readonly schemaName: string;
  readonly referencingTable: string;
  readonly referencingColumn: string;
  readonly referencedTable: string;
  /** Single-valued navigation property on the referencing table; case matters. */
  readonly navigationProperty: string;
  /** Collection-valued navigation property on the referenced table; by default the schema name. */
  readonly collectionNavigationProperty: string;
  readonly cascadeDelete: CascadeDelete;
  /** Absent: NoCascade. */
  readonly cascadeAssign?: CascadeAssign;
  /** Of a table with itself: do its rows form a tree? */
  readonly isHierarchical?: boolean;
}

/** One side of a many-to-many relationship. */
export interface ManyToManyEnd {
  readonly table: string;
  /** Column of the intersect table that holds the id of a row of this side. */
  readonly column: string;
  /** Collection-valued navigation property on this table, leading to the other side. */
  readonly navigationProperty: string;
}

/** Rows of two tables, each related to any number of the other; the pairs are rows of the intersect table. */
export interface ManyToMany {
  readonly schemaName: string;
  readonly intersectTable: string;
  readonly first: ManyToManyEnd;
  readonly second: ManyToManyEnd;
  /** The intersect table where it is Microsoft's; those of solutions are named and numbered as they come. */
  readonly intersect?: { readonly entitySetName: string; readonly primaryId: string; readonly objectTypeCode: number };
}

export interface AlternateKey {
  readonly logicalName: string;
  readonly columns: readonly string[];
}

export interface Table {
  readonly logicalName: string;
  readonly schemaName: string;
  readonly entitySetName: string;
  readonly displayName: Labels;
  readonly displayCollectionName: Labels;
  readonly description?: Labels;
  readonly primaryId: string;
  readonly primaryName: string;
  readonly ownership: 'UserOwned' | 'OrganizationOwned' | 'None';
  readonly isActivity: boolean;
  /** Holds the pairs of a many-to-many relationship; its rows are written by associating only. */
  readonly isIntersect?: boolean;
  /** May other activities be regarding rows of this table? */
  readonly hasActivities: boolean;
  readonly objectTypeCode: number;
  readonly columns: readonly Column[];
  readonly keys: readonly AlternateKey[];
  /** SVG web resource name or built-in icon, for the app's navigation. */
  readonly icon?: string;
}
