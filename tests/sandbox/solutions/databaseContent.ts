/** All that a database of the sandbox holds, so that two moments can be compared without naming what may differ. */
import type { EmbeddedDataverse } from '../../../sandbox/dataverse/contracts';

/** Grow with every write, whatever it is: the log of jobs, and the counter of row versions. */
const LOGS = new Set(['asyncoperation', 'importjob', 'sandbox$version']);

/**
 * Lines of text: every SQL table and index with its definition, every row of every table (metadata, layers and business rows
 * alike), and every definition that the metadata service gives out.
 */
export function contentOf({ database, metadata }: EmbeddedDataverse): Set<string> {
  const lines = new Set<string>();
  for (const [type, name, sql] of database.all('SELECT type, name, sql FROM sqlite_master')) {
    lines.add(`${String(type)} ${String(name)}: ${String(sql)}`);
    if (type !== 'table' || LOGS.has(String(name))) continue;
    for (const row of database.all(`SELECT * FROM "${String(name)}"`))
      lines.add(`${String(name)} ${JSON.stringify(row)}`);
  }
  for (const table of metadata.tables()) {
    lines.add(`definition ${JSON.stringify(table)}`);
    for (const one of metadata.manyToOne(table.logicalName)) lines.add(`relationship ${JSON.stringify(one)}`);
  }
  for (const choice of metadata.choices()) lines.add(`choice ${JSON.stringify(choice)}`);
  return lines;
}

const WIDTH = 240;

/** What one of the two holds and the other does not: `-` gone, `+` new. */
export const differences = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] => [
  ...[...before].filter((line) => !after.has(line)).map((line) => `- ${line.slice(0, WIDTH)}`),
  ...[...after].filter((line) => !before.has(line)).map((line) => `+ ${line.slice(0, WIDTH)}`),
];
