/** Room sandbox/dataverse, platform. Reads the table files of this folder. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TableFile } from './fileShapes';

const TABLES = join(__dirname, 'tables');

/** The files under tables/, by name. */
export function readTableFiles(): TableFile[] {
  return readdirSync(TABLES)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(TABLES, name), 'utf8')) as TableFile);
}
