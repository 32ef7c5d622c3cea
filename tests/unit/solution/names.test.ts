/**
 * Room tests. The names that the domain uses are the names in the solution and in the platform's metadata files, both ways, and
 * what is generated from them is what is written down.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as names from '../../../outbound/dataverse/names';
import { isOwnTable } from '../../../solution/tools/lint/context';
import { generateNames, staleFiles } from '../../../solution/tools/generateNames';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, childText, descendants } from '../../../solution/tools/xml';
import { SolutionFolder } from './solutionFolder';

const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });

interface TableNames {
  readonly table: string;
  readonly set?: string;
}
const namedTables = Object.values(names as Record<string, unknown>).filter(
  (value): value is TableNames => typeof value === 'object' && value !== null && 'table' in value,
);
const ownTables = source.tables.filter(isOwnTable);

/** Own columns of a table in the solution. */
function ownColumns(table: string): string[] {
  const entity = source.tables.find((item) => item.logicalName === table)?.entity.root;
  const columns = entity ? descendants(entity, 'attribute') : [];
  return columns.map((column) => childText(column, 'LogicalName')).filter((name) => name.startsWith('obm_'));
}

function optionValues(choice: string): number[] {
  const root = source.choices.find((file) => attribute(file.root, 'Name') === choice)?.root;
  return root ? descendants(root, 'option').map((option) => Number(attribute(option, 'value'))) : [];
}

describe('names of our own tables', () => {
  it('name every own table of the solution, and no other', () => {
    const named = namedTables.map(({ table }) => table).filter((table) => table.startsWith('obm_'));
    expect(named.sort()).toEqual(ownTables.map((table) => table.logicalName).sort());
  });

  it.each(namedTables.filter(({ table }) => table.startsWith('obm_')))(
    '$table: every column is in the solution, and the reverse',
    (named) => {
      const { table, set, ...columns } = named;
      expect(Object.values(columns).sort()).toEqual(ownColumns(table).sort());
      const entity = ownTables.find((item) => item.logicalName === table)?.entity.root;
      expect(entity && descendants(entity, 'EntitySetName')[0]?.textContent).toBe(set);
    },
  );

  it('name every choice of the solution with its values, and the reverse', () => {
    const named = [names.SEND_SOURCE_OPTION, names.SEND_STATE_OPTION, names.BATCH_STATE_OPTION];
    const values = ['obm_sendsource', 'obm_sendstate', 'obm_sendbatchstate'].map(optionValues);
    expect(named.map((options) => Object.values(options))).toEqual(values);
    expect(source.choices).toHaveLength(named.length);
  });
});

describe('generated names', () => {
  let folder: SolutionFolder;
  let target: string;
  beforeAll(() => {
    folder = new SolutionFolder();
    target = mkdtempSync(join(tmpdir(), 'outbound-names-'));
  });
  afterEach(() => folder.restore());
  afterAll(() => {
    folder.dispose();
    rmSync(target, { recursive: true, force: true });
  });
  const generate = () => generateNames({ folder: folder.src });

  it('are up to date', () => {
    expect(staleFiles(generateNames())).toEqual([]);
  });

  it('go stale with a column, a type, an option and a table of the solution', () => {
    const before = generate();
    mkdirSync(join(target, 'fresh'));
    for (const [name, text] of before) writeFileSync(join(target, 'fresh', name), text);
    const stale = () => staleFiles(generate(), join(target, 'fresh'));
    expect(stale()).toEqual([]);
    folder.replace('Entities/obm_send/Entity.xml', '<LogicalName>obm_planhash<', '<LogicalName>obm_hash<');
    folder.replace('Entities/obm_sendbatch/Entity.xml', '<Type>int</Type>', '<Type>nvarchar</Type>');
    folder.replace('OptionSets/obm_sendsource.xml', 'value="841200003"', 'value="841200004"');
    folder.remove('Entities/obm_requestbudget');
    expect(stale().sort()).toEqual(['choices.ts', 'obm_requestbudget.ts', 'obm_send.ts', 'obm_sendbatch.ts']);
  });

  it('give lookups the property and choices the values that the Web API has', () => {
    const files = generate();
    const row = files.get('obm_send.ts') ?? '';
    expect(row).toContain('readonly _obm_outboundconfigurationid_value?: string | null;');
    expect(row).toContain('readonly obm_state?: OptionOf<typeof OBM_SENDSTATE> | null;');
    expect(row).toContain('readonly statecode?: 0 | 1 | null;');
    expect(files.get('incident.ts')).toMatch(/IncidentNavigation =[^;]*'customerid_contact'/);
    expect(files.get('msdyn_ocoutboundmessage.ts')).toMatch(/'regardingobjectid_incident_msdyn_ocoutboundmessage'/);
  });

  it('say in every file that they are generated, from what and how', () => {
    for (const text of generate().values()) {
      expect(text).toMatch(/Generated by `tsx solution\/tools\/generateNames\.ts` from .*\. Do not edit\./);
    }
  });
});
