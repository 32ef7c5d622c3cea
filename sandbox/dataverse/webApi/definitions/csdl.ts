/**
 * Room sandbox/dataverse, Web API definitions. `$metadata`: the service described in CSDL, as generators and clients
 * that look up operations read it.
 */
import type { Operation, OperationParameter } from '../../contracts';
import { pathsFrom } from '../../metadata/manyToMany';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Table } from '../../model';
import { edmTypeOf } from '../../query/literals';
import { isStored } from '../../storage/columnStorage';
import { propertyOf } from '../serializeRows';
import { ENUM_TYPES } from '../enumTypes';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const attribute = (name: string, value: string): string => ` ${name}="${escapeXml(value)}"`;

const parameterType = ({ type, isCollection }: OperationParameter): string =>
  isCollection ? `Collection(${type})` : type;

function entityType(metadata: MetadataStore, table: Table): string {
  const lines = [`      <EntityType${attribute('Name', table.logicalName)} BaseType="mscrm.crmbaseentity">`];
  lines.push(`        <Key><PropertyRef${attribute('Name', table.primaryId)} /></Key>`);
  for (const column of table.columns) {
    if (!isStored(column)) continue;
    lines.push(`        <Property${attribute('Name', propertyOf(column))}${attribute('Type', edmTypeOf(column))} />`);
  }
  for (const one of metadata.manyToOne(table.logicalName)) {
    const referenced = metadata.table(one.referencedTable);
    if (!referenced) continue;
    const constraint = `<ReferentialConstraint${attribute('Property', `_${one.referencingColumn}_value`)}${attribute('ReferencedProperty', referenced.primaryId)} />`;
    lines.push(
      `        <NavigationProperty${attribute('Name', one.navigationProperty)}${attribute('Type', `mscrm.${one.referencedTable}`)} Nullable="true"${attribute('Partner', one.collectionNavigationProperty)}>${constraint}</NavigationProperty>`,
    );
  }
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
  lines.push('      </EntityType>');
  return withoutRepeatedNames(lines).join('\n');
}

/** Owner is one navigation property to several tables; CSDL may name it once only. */
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
  const bindings = metadata.manyToOne(table.logicalName).flatMap((one) => {
    const target = metadata.table(one.referencedTable);
    return target
      ? [
          `          <NavigationPropertyBinding${attribute('Path', one.navigationProperty)}${attribute('Target', target.entitySetName)} />`,
        ]
      : [];
  });
  const head = `        <EntitySet${attribute('Name', table.entitySetName)}${attribute('EntityType', `Microsoft.Dynamics.CRM.${table.logicalName}`)}>`;
  return [head, ...new Set(bindings), '        </EntitySet>'].join('\n');
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

/** The CSDL document. */
export function toCsdl(metadata: MetadataStore, operations: readonly Operation[]): string {
  const tables = metadata.tables();
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    '  <edmx:DataServices>',
    '    <Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    '      <EntityType Name="crmbaseentity" Abstract="true" />',
    '      <EntityType Name="expando" BaseType="mscrm.crmbaseentity" OpenType="true" />',
    ...Object.entries(ENUM_TYPES).map(([name, members]) => enumType(name, members)),
    ...tables.map((table) => entityType(metadata, table)),
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
