/**
 * Room sandbox/dataverse, Web API definitions. `$metadata`: the service described in CSDL, as generators and clients
 * that look up operations read it.
 */
import type { Operation, OperationParameter } from '../../contracts';
import { groupBy } from '../../metadata/groupBy';
import { pathsFrom } from '../../metadata/manyToMany';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Column, Labels, Relationship, Table } from '../../model';
import { edmTypeOf } from '../../query/literals';
import { isLookup, isStored } from '../../storage/columnStorage';
import { propertyOf } from '../serializeRows';
import { ENUM_TYPES } from '../enumTypes';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const attribute = (name: string, value: string): string => ` ${name}="${escapeXml(value)}"`;

const parameterType = ({ type, isCollection }: OperationParameter): string =>
  isCollection ? `Collection(${type})` : type;

/** What a row can belong to. */
const PRINCIPALS: ReadonlySet<string> = new Set(['systemuser', 'team']);

/** How the document is written. */
export interface CsdlOptions {
  /** Say what each column is for, and which cannot be written. */
  readonly annotations: boolean;
  /** Of the descriptions. */
  readonly language: number;
}

const PERMISSIONS =
  '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>';
const COMPUTED = '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true" />';

/** Source: Microsoft Learn, "Web API properties". A table has its description in the same way (inferred). */
function describe(labels: Labels | undefined, { annotations, language }: CsdlOptions): string {
  const text = labels?.[language] ?? labels?.['1033'];
  return annotations && text ? `<Annotation Term="Org.OData.Core.V1.Description"${attribute('String', text)} />` : '';
}

/** A lookup is written through its navigation property. Source: Microsoft Learn, "Web API properties", lookup properties. */
function property(table: Table, column: Column, options: CsdlOptions): string {
  const isWritten = column.validForCreate || column.validForUpdate || column.logicalName === table.primaryId;
  const limits = !options.annotations
    ? ''
    : `${isWritten ? '' : COMPUTED}${isWritten && !isLookup(column) ? '' : PERMISSIONS}`;
  const content = `${describe(column.description, options)}${limits}`;
  const head = `        <Property${attribute('Name', propertyOf(column))}${attribute('Type', edmTypeOf(column))}`;
  return content === '' ? `${head} />` : `${head}>${content}</Property>`;
}

/**
 * A lookup of several tables by one name leads to what they have in common, which has no id to refer to. Source: Microsoft Learn,
 * Web API reference, where `ownerid` of a table is a single-valued navigation property to `principal`.
 */
function singleNavigation(metadata: MetadataStore, all: readonly Relationship[]): string[] {
  const [first] = all;
  const referenced = first && metadata.table(first.referencedTable);
  if (!referenced) return [];
  const head = `        <NavigationProperty${attribute('Name', first.navigationProperty)}`;
  if (all.length > 1) {
    const common = all.every((one) => PRINCIPALS.has(one.referencedTable)) ? 'principal' : 'crmbaseentity';
    return [`${head}${attribute('Type', `mscrm.${common}`)} Nullable="true" />`];
  }
  const constraint = `<ReferentialConstraint${attribute('Property', `_${first.referencingColumn}_value`)}${attribute('ReferencedProperty', referenced.primaryId)} />`;
  return [
    `${head}${attribute('Type', `mscrm.${first.referencedTable}`)} Nullable="true"${attribute('Partner', first.collectionNavigationProperty)}>${constraint}</NavigationProperty>`,
  ];
}

/** Lookups of the table by navigation property. */
const lookupsByName = (metadata: MetadataStore, table: Table): ReadonlyMap<string, readonly Relationship[]> =>
  groupBy(
    metadata.manyToOne(table.logicalName).filter((one) => metadata.table(one.referencedTable)),
    (one) => one.navigationProperty,
  );

function entityType(metadata: MetadataStore, table: Table, options: CsdlOptions): string {
  const base = PRINCIPALS.has(table.logicalName) ? 'principal' : 'crmbaseentity';
  const lines = [`      <EntityType${attribute('Name', table.logicalName)} BaseType="mscrm.${base}">`];
  lines.push(`        <Key><PropertyRef${attribute('Name', table.primaryId)} /></Key>`);
  for (const column of table.columns) if (isStored(column)) lines.push(property(table, column, options));
  for (const all of lookupsByName(metadata, table).values()) lines.push(...singleNavigation(metadata, all));
  for (const one of metadata.oneToMany(table.logicalName)) {
    if (!metadata.table(one.referencingTable)) continue;
    lines.push(
      `        <NavigationProperty${attribute('Name', one.collectionNavigationProperty)}${attribute('Type', `Collection(mscrm.${one.referencingTable})`)}${attribute('Partner', one.navigationProperty)} />`,
    );
  }
  for (const { near, far } of pathsFrom(table.logicalName, metadata.manyToMany(table.logicalName))) {
    lines.push(
      `        <NavigationProperty${attribute('Name', near.navigationProperty)}${attribute('Type', `Collection(mscrm.${far.table})`)}${attribute('Partner', far.navigationProperty)} />`,
    );
  }
  const description = describe(table.description, options);
  if (description !== '') lines.push(`        ${description}`);
  lines.push('      </EntityType>');
  return withoutRepeatedNames(lines).join('\n');
}

/** CSDL may name a property once only. */
function withoutRepeatedNames(lines: readonly string[]): string[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const name = /^ +<(?:Navigation)?Property Name="([^"]+)"/.exec(line)?.[1];
    if (name === undefined) return true;
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew;
  });
}

const responseName = (operation: Operation): string => `${operation.name}Response`;

function operationElement(operation: Operation): string {
  const element = operation.kind === 'action' ? 'Action' : 'Function';
  const { boundTo } = operation;
  const lines = [`      <${element}${attribute('Name', operation.name)}${boundTo ? ' IsBound="true"' : ''}>`];
  if (boundTo) {
    const type = boundTo.collection ? `Collection(mscrm.${boundTo.table})` : `mscrm.${boundTo.table}`;
    lines.push(
      `        <Parameter${attribute('Name', boundTo.collection ? 'entityset' : 'entity')}${attribute('Type', type)} Nullable="false" />`,
    );
  }
  for (const parameter of operation.parameters) {
    lines.push(
      `        <Parameter${attribute('Name', parameter.name)}${attribute('Type', parameterType(parameter))}${parameter.isOptional ? '' : ' Nullable="false"'} />`,
    );
  }
  if (operation.returnsWhole) {
    const { type, isCollection } = operation.returnsWhole;
    lines.push(
      `        <ReturnType${attribute('Type', isCollection ? `Collection(${type})` : type)} Nullable="false" />`,
    );
  } else if ((operation.returns ?? []).length > 0)
    lines.push(`        <ReturnType${attribute('Type', `mscrm.${responseName(operation)}`)} Nullable="false" />`);
  lines.push(`      </${element}>`);
  return lines.join('\n');
}

function responseType(operation: Operation): string[] {
  if (!operation.returns || operation.returns.length === 0) return [];
  const properties = operation.returns.map(
    (one) => `        <Property${attribute('Name', one.name)}${attribute('Type', parameterType(one))} />`,
  );
  return [`      <ComplexType${attribute('Name', responseName(operation))}>`, ...properties, '      </ComplexType>'];
}

function entitySet(metadata: MetadataStore, table: Table): string {
  const bindings = [...lookupsByName(metadata, table).values()].flatMap((all) =>
    all.map((one) => {
      const cast = all.length > 1 ? `/Microsoft.Dynamics.CRM.${one.referencedTable}` : '';
      const target = metadata.table(one.referencedTable)?.entitySetName ?? '';
      return `          <NavigationPropertyBinding${attribute('Path', `${one.navigationProperty}${cast}`)}${attribute('Target', target)} />`;
    }),
  );
  const head = `        <EntitySet${attribute('Name', table.entitySetName)}${attribute('EntityType', `Microsoft.Dynamics.CRM.${table.logicalName}`)}>`;
  return [head, ...bindings, '        </EntitySet>'].join('\n');
}

function operationImport(operation: Operation): string {
  const element = operation.kind === 'action' ? 'Action' : 'Function';
  return `        <${element}Import${attribute('Name', operation.name)}${attribute(element, `Microsoft.Dynamics.CRM.${operation.name}`)} />`;
}

const enumType = (name: string, members: readonly string[]): string =>
  [
    `      <EnumType${attribute('Name', name)}>`,
    ...members.map((member, value) => `        <Member${attribute('Name', member)} Value="${value}" />`),
    '      </EnumType>',
  ].join('\n');

/** A text in several languages. Source: Microsoft Learn, "Label ComplexType" and "LocalizedLabel ComplexType". */
const LABEL_TYPES = [
  '      <ComplexType Name="Label">',
  '        <Property Name="LocalizedLabels" Type="Collection(mscrm.LocalizedLabel)" />',
  '        <Property Name="UserLocalizedLabel" Type="mscrm.LocalizedLabel" />',
  '      </ComplexType>',
  '      <ComplexType Name="LocalizedLabel">',
  '        <Property Name="Label" Type="Edm.String" />',
  '        <Property Name="LanguageCode" Type="Edm.Int32" Nullable="false" />',
  '        <Property Name="IsManaged" Type="Edm.Boolean" />',
  '        <Property Name="MetadataId" Type="Edm.Guid" />',
  '        <Property Name="HasChanged" Type="Edm.Boolean" />',
  '      </ComplexType>',
];

const CORE_VOCABULARY =
  '  <edmx:Reference Uri="http://docs.oasis-open.org/odata/odata/v4.0/os/vocabularies/Org.OData.Core.V1.xml"><edmx:Include Namespace="Org.OData.Core.V1" /></edmx:Reference>';

/** The CSDL document. Differs from the platform: `principal`, the common type of users and teams, has no property. */
export function toCsdl(metadata: MetadataStore, operations: readonly Operation[], options: CsdlOptions): string {
  const tables = metadata.tables();
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    ...(options.annotations ? [CORE_VOCABULARY] : []),
    '  <edmx:DataServices>',
    '    <Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    '      <EntityType Name="crmbaseentity" Abstract="true" />',
    '      <EntityType Name="principal" BaseType="mscrm.crmbaseentity" Abstract="true" />',
    '      <EntityType Name="expando" BaseType="mscrm.crmbaseentity" OpenType="true" />',
    ...Object.entries(ENUM_TYPES).map(([name, members]) => enumType(name, members)),
    ...LABEL_TYPES,
    ...tables.map((table) => entityType(metadata, table, options)),
    ...operations.flatMap(responseType),
    ...operations.map(operationElement),
    '      <EntityContainer Name="System">',
    ...tables.map((table) => entitySet(metadata, table)),
    ...operations.filter((one) => !one.boundTo).map(operationImport),
    '      </EntityContainer>',
    '    </Schema>',
    '  </edmx:DataServices>',
    '</edmx:Edmx>',
    '',
  ].join('\n');
}
