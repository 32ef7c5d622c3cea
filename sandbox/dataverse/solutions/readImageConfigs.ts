/**
 * Room sandbox/dataverse, solutions. What customizations.xml says about image columns outside of their attributes: `EntityImageConfigs`
 * and `AttributeImageConfigs`. Source: Microsoft Learn, table references "EntityImageConfig" and "AttributeImageConfig".
 */
import type { Column } from '../model';
import { child, children, childText, flag, type Element } from './xml';

export interface ImageConfigs {
  of(table: string, column: string): Pick<Column, 'canStoreFullImage' | 'isPrimaryImage'>;
}

const nameIn = (element: Element, name: string): string => childText(element, name)?.toLowerCase() ?? '';

export function readImageConfigs(customizations: Element): ImageConfigs {
  const keyOf = (element: Element, column: string): string =>
    `${nameIn(element, 'parententitylogicalname')} ${nameIn(element, column)}`;
  const full = new Set(
    children(child(customizations, 'AttributeImageConfigs'), 'AttributeImageConfig')
      .filter((config) => flag(childText(config, 'canstorefullimage')))
      .map((config) => keyOf(config, 'attributelogicalname')),
  );
  const primary = new Set(
    children(child(customizations, 'EntityImageConfigs'), 'EntityImageConfig').map((config) =>
      keyOf(config, 'primaryimageattribute'),
    ),
  );
  return {
    of: (table, column) => ({
      ...(full.has(`${table} ${column}`) ? { canStoreFullImage: true } : {}),
      ...(primary.has(`${table} ${column}`) ? { isPrimaryImage: true } : {}),
    }),
  };
}
