/** Builder of small solution zips of another publisher (prefix `acme`), valid unless a test breaks them. */
import { strToU8, zipSync } from 'fflate';

export interface ZipOptions {
  readonly uniqueName?: string;
  readonly version?: string;
  readonly managed?: 0 | 1;
  readonly publisher?: string;
  /** Default: `acme`. */
  readonly prefix?: string;
  /** Root components, besides those of `parts`. */
  readonly roots?: readonly string[];
  readonly requires?: readonly string[];
  /** Inner XML of sections of customizations.xml, by section name. */
  readonly sections?: Readonly<Record<string, string>>;
  /** More entries of the zip. */
  readonly files?: Readonly<Record<string, string>>;
  /** Last word on the entries: rename, remove, replace. */
  readonly change?: (entries: Record<string, string>) => Record<string, string>;
}

const SECTIONS = [
  'Entities',
  'Roles',
  'Workflows',
  'EntityRelationships',
  'optionsets',
  'WebResources',
  'CustomControls',
];

export const solutionXml = (
  options: ZipOptions,
): string => `<ImportExportXml version="9.2.23000.0" SolutionPackageVersion="9.2" languagecode="1033" generatedBy="CrmLive">
  <SolutionManifest>
    <UniqueName>${options.uniqueName ?? 'AcmeTools'}</UniqueName>
    <LocalizedNames><LocalizedName description="Acme Tools" languagecode="1033" /></LocalizedNames>
    <Descriptions />
    <Version>${options.version ?? '1.0.0.0'}</Version>
    <Managed>${options.managed ?? 1}</Managed>
    <Publisher>
      <UniqueName>${options.publisher ?? 'acme'}</UniqueName>
      <LocalizedNames><LocalizedName description="Acme" languagecode="1033" /></LocalizedNames>
      <CustomizationPrefix>${options.prefix ?? 'acme'}</CustomizationPrefix>
      <CustomizationOptionValuePrefix>12345</CustomizationOptionValuePrefix>
    </Publisher>
    <RootComponents>${(options.roots ?? []).join('')}</RootComponents>
    <MissingDependencies>${(options.requires ?? [])
      .map(
        (required) => `<MissingDependency>${required}<Dependent type="1" schemaName="acme_tool" /></MissingDependency>`,
      )
      .join('')}</MissingDependencies>
  </SolutionManifest>
</ImportExportXml>`;

/** A zip as a client would upload it. */
export function solutionZip(options: ZipOptions = {}): Uint8Array {
  const sections = options.sections ?? {};
  const names = [...new Set([...SECTIONS, ...Object.keys(sections)])];
  const entries: Record<string, string> = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/octet-stream" /></Types>',
    'solution.xml': solutionXml(options),
    'customizations.xml': `<ImportExportXml>${names.map((name) => `<${name}>${sections[name] ?? ''}</${name}>`).join('')}</ImportExportXml>`,
    ...options.files,
  };
  const changed = options.change?.(entries) ?? entries;
  return zipSync(Object.fromEntries(Object.entries(changed).map(([name, text]) => [name, strToU8(text)])));
}

export const attribute = (
  type: string,
  name: string,
  more = '',
  flags = '<ValidForUpdateApi>1</ValidForUpdateApi><ValidForCreateApi>1</ValidForCreateApi>',
): string =>
  `<attribute PhysicalName="${name}"><Type>${type}</Type><Name>${name.toLowerCase()}</Name><LogicalName>${name.toLowerCase()}</LogicalName><RequiredLevel>none</RequiredLevel>${flags}<ValidForReadApi>1</ValidForReadApi>${more}<displaynames><displayname description="${name}" languagecode="1033" /></displaynames></attribute>`;

const SYSTEM_ATTRIBUTES = [
  attribute('lookup', 'CreatedBy', '<LookupTypes />'),
  attribute('datetime', 'CreatedOn', '<Format>datetime</Format><Behavior>1</Behavior>'),
  attribute('lookup', 'CreatedOnBehalfBy', '<LookupTypes />'),
  attribute('lookup', 'ModifiedBy', '<LookupTypes />'),
  attribute('datetime', 'ModifiedOn', '<Format>datetime</Format><Behavior>1</Behavior>'),
  attribute('owner', 'OwnerId', '<LookupTypes />'),
  attribute('lookup', 'OwningBusinessUnit', '<LookupTypes />'),
  attribute('lookup', 'OwningTeam', '<LookupTypes />'),
  attribute('lookup', 'OwningUser', '<LookupTypes />'),
  attribute(
    'state',
    'statecode',
    '<optionset Name="x"><states><state value="0" defaultstatus="1" invariantname="Active"><labels><label description="Active" languagecode="1033" /></labels></state><state value="1" defaultstatus="2" invariantname="Inactive"><labels><label description="Inactive" languagecode="1033" /></labels></state></states></optionset>',
  ),
  attribute(
    'status',
    'statuscode',
    '<optionset Name="y"><statuses><status value="1" state="0"><labels><label description="Active" languagecode="1033" /></labels></status><status value="2" state="1"><labels><label description="Inactive" languagecode="1033" /></labels></status></statuses></optionset>',
  ),
];

const NAME_MASK =
  '<DisplayMask>PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid|RequiredForForm</DisplayMask>';

/** An own table `acme_Tool` with system columns, a name, and the given columns. */
export function toolTable(options: { attributes?: readonly string[]; parts?: string; flags?: string } = {}): string {
  const attributes = [
    attribute('primarykey', 'acme_ToolId'),
    attribute('nvarchar', 'acme_Name', `${NAME_MASK}<Format>text</Format><MaxLength>100</MaxLength>`),
    ...SYSTEM_ATTRIBUTES,
    ...(options.attributes ?? []),
  ];
  return `<Entity><Name LocalizedName="Tool" OriginalName="Tool">acme_Tool</Name><EntityInfo><entity Name="acme_Tool"><LocalizedNames><LocalizedName description="Tool" languagecode="1033" /></LocalizedNames><LocalizedCollectionNames><LocalizedCollectionName description="Tools" languagecode="1033" /></LocalizedCollectionNames><attributes>${attributes.join('')}</attributes><EntitySetName>acme_tools</EntitySetName><OwnershipTypeMask>UserOwned</OwnershipTypeMask>${options.flags ?? ''}</entity></EntityInfo>${options.parts ?? ''}<RibbonDiffXml><CustomActions /></RibbonDiffXml></Entity>`;
}

/** The relationships that every exported own table writes. */
export const toolRelationships = (more = ''): string =>
  [
    ['business_unit_acme_tool', 'BusinessUnit', 'OwningBusinessUnit'],
    ['lk_acme_tool_createdby', 'SystemUser', 'CreatedBy'],
    ['lk_acme_tool_modifiedby', 'SystemUser', 'ModifiedBy'],
    ['owner_acme_tool', 'Owner', 'OwnerId'],
    ['team_acme_tool', 'Team', 'OwningTeam'],
    ['user_acme_tool', 'SystemUser', 'OwningUser'],
  ]
    .map(([name, referenced, column]) =>
      relationship(name ?? '', referenced ?? '', column ?? '', { cascade: 'NoCascade' }),
    )
    .join('') + more;

export function relationship(
  name: string,
  referenced: string,
  column: string,
  options: { cascade?: string; navigation?: string; collection?: string; referencing?: string } = {},
): string {
  const roles =
    options.navigation === undefined
      ? ''
      : `<EntityRelationshipRoles><EntityRelationshipRole><NavigationPropertyName>${options.navigation}</NavigationPropertyName><RelationshipRoleType>1</RelationshipRoleType></EntityRelationshipRole><EntityRelationshipRole><NavigationPropertyName>${options.collection ?? name}</NavigationPropertyName><RelationshipRoleType>0</RelationshipRoleType></EntityRelationshipRole></EntityRelationshipRoles>`;
  return `<EntityRelationship Name="${name}"><EntityRelationshipType>OneToMany</EntityRelationshipType><ReferencingEntityName>${options.referencing ?? 'acme_Tool'}</ReferencingEntityName><ReferencedEntityName>${referenced}</ReferencedEntityName><CascadeDelete>${options.cascade ?? 'RemoveLink'}</CascadeDelete><ReferencingAttributeName>${column}</ReferencingAttributeName>${roles}</EntityRelationship>`;
}

export const TOOL_ROOT = '<RootComponent type="1" schemaName="acme_tool" behavior="0" />';

/** A valid zip with the table `acme_tool`. */
export const toolZip = (
  options: ZipOptions & { attributes?: readonly string[]; parts?: string; flags?: string; relationships?: string } = {},
): Uint8Array =>
  solutionZip({
    ...options,
    roots: [TOOL_ROOT, ...(options.roots ?? [])],
    sections: {
      Entities: toolTable(options),
      EntityRelationships: toolRelationships(options.relationships),
      ...options.sections,
    },
  });
