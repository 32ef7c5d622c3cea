/**
 * Room sandbox/dataverse. What a row is ordered by: a lookup by the name of the row it points at, a choice by its label
 * (FetchXML) or its value (OData), everything else by itself.
 * Source: Microsoft Learn, "Order rows using FetchXml" (choice columns, `useraworderby`).
 */
import type { MetadataStore } from '../metadata/metadataStore';
import { BASE_LANGUAGE } from '../labels/baseLanguage';
import type { Column, Labels } from '../model';
import { isChoice, isLookup } from '../storage/columnStorage';
import { foldText } from '../storage/foldText';
import type { ColumnReference, Link, Order } from './queryModel';

/**
 * The order by a column, with the joins it needs.
 * @param labelLanguage LCID of the labels that choices are ordered by; absent: they are ordered by value
 */
export function toOrder(
  metadata: MetadataStore,
  table: string,
  reference: ColumnReference,
  column: Column,
  descending: boolean,
  labelLanguage: (() => number) | undefined,
  nextAlias: () => string,
): { readonly order: Order; readonly links: readonly Link[] } {
  if (isLookup(column)) return byTargetName(metadata, table, reference, column, descending, nextAlias);
  if (labelLanguage && isChoice(column)) {
    const language = String(labelLanguage());
    const labelOf = (label: Labels): string =>
      label[language] ?? label[String(BASE_LANGUAGE)] ?? Object.values(label)[0] ?? '';
    const options = metadata
      .options(column)
      .map((option) => ({ value: option.value, label: foldText(labelOf(option.label)) }))
      .sort((left, right) => (left.label < right.label ? -1 : left.label > right.label ? 1 : 0));
    const ranks = options.map((option, index) => [option.value, index] as const);
    return { order: { columns: [reference], descending, ranks }, links: [] };
  }
  return { order: { columns: [reference], descending }, links: [] };
}

function byTargetName(
  metadata: MetadataStore,
  table: string,
  reference: ColumnReference,
  column: Column,
  descending: boolean,
  nextAlias: () => string,
): { readonly order: Order; readonly links: readonly Link[] } {
  const links: Link[] = [];
  const columns: ColumnReference[] = [];
  for (const target of metadata.lookupTargets(table, column)) {
    const definition = metadata.table(target);
    if (!definition || !metadata.column(target, definition.primaryName)) continue;
    const alias = nextAlias();
    links.push({
      alias,
      table: target,
      from: definition.primaryId,
      to: reference,
      kind: 'outer',
      checkTable: true,
      columns: [],
      links: [],
      // Names of lookups are shown to whoever sees the lookup, so they may order, too.
      isOpen: true,
    });
    columns.push({ source: alias, column: definition.primaryName });
  }
  return { order: { columns: columns.length > 0 ? columns : [reference], descending }, links };
}
