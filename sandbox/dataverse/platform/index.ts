/**
 * Room sandbox/dataverse, platform. Microsoft's part of the environment: tables, choices and relationships from the
 * files of this folder, and the rows that are there before anybody works: user, business unit, currency, languages,
 * stock forms and views.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetadataService } from '../contracts';
import { ROLE_PRIVILEGES_ASSOCIATION, rolePrivilegesTable } from '../security/rolePrivilegesTable';
import { MANY_TO_MANY } from './manyToMany';
import { readTableFiles } from './readTableFiles';
import type { ChoiceFile } from './fileShapes';
import { toChoice, toTable } from './tableFile';

export { ADMINISTRATOR_ID, BASE_CURRENCY_ID, BUSINESS_UNIT_ID, ORGANIZATION_ID } from './ids';
export { platformRows, type PlatformRow } from './rows';

const CHOICES = join(__dirname, 'choices.json');

/** Everything that `MetadataService.save` needs to know Microsoft's tables. Reads the files anew on every call. */
export function platformMetadata(): Required<Parameters<MetadataService['save']>[0]> {
  const tables = readTableFiles().map(toTable);
  const known = new Set(tables.map(({ table }) => table.logicalName));
  const manyToMany = MANY_TO_MANY.filter(({ first, second }) => known.has(first.table) && known.has(second.table));
  const rolePrivileges = manyToMany.filter(({ schemaName }) => schemaName === ROLE_PRIVILEGES_ASSOCIATION);
  return {
    tables: [...tables.map(({ table }) => table), ...rolePrivileges.map(rolePrivilegesTable)],
    relationships: tables.flatMap(({ relationships }) => relationships),
    manyToMany,
    choices: (JSON.parse(readFileSync(CHOICES, 'utf8')) as ChoiceFile[]).map(toChoice),
  };
}
