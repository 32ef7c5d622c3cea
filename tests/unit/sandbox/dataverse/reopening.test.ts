import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { codeOf, column, content, openFixture, ship, table } from './fixture';

describe('a database file', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dataverse-'));
    file = join(folder, 'rows.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps rows, tables of solutions and version numbers between starts', () => {
    const first = openFixture(file);
    first.metadata.save({ tables: [table('cargo_item', [column('name', 'String')])] });
    const item = first.rows.create('cargo_item', { name: 'Rice' });
    const before = first.rows.find('cargo_item', item)?.versionNumber ?? 0;
    first.close();

    const second = openFixture(file);
    expect(second.metadata.tableBySet('cargo_items')?.logicalName).toBe('cargo_item');
    expect(second.rows.find('cargo_item', item)?.values).toMatchObject({ name: 'Rice', statecode: 0 });
    second.rows.update('cargo_item', item, { name: 'Tea' });
    expect(second.rows.find('cargo_item', item)?.versionNumber).toBeGreaterThan(before);
    second.close();
  });

  it('gives an existing table new columns, and keeps its rows', () => {
    const first = openFixture(file);
    const id = ship(first, { name: 'Ada' });
    first.metadata.save({ tables: [table('ship', [column('speed', 'Integer')])] });
    expect(first.metadata.column('ship', 'crew')).toBeDefined();
    first.rows.update('ship', id, { speed: 9 });
    expect(first.rows.find('ship', id)?.values).toMatchObject({ name: 'Ada', speed: 9 });
    expect(codeOf(() => first.metadata.save({ tables: [table('ship', [column('speed', 'String')])] }))).toBe(
      '0x80048d19',
    );
    first.close();
  });

  it('takes platform metadata that has changed since, and seeds no row twice', () => {
    openFixture(file).close();
    const metadata = {
      ...content.metadata,
      tables: [...(content.metadata.tables ?? []), table('harbour', [column('name', 'String')])],
    };
    const second = openFixture(file, { ...content, metadata });
    expect(second.rows.findWhere('harbour', {})).toEqual([]);
    expect(second.rows.findWhere('systemuser', {})).toHaveLength(1);
    second.close();
  });

  it('has every acknowledged row after the process was killed while it wrote', () => {
    const program = join(folder, 'write.ts');
    const room = resolve(__dirname, 'fixture.ts');
    writeFileSync(
      program,
      `import { openFixture, ship } from ${JSON.stringify(room)};
       const dataverse = openFixture(${JSON.stringify(file)});
       for (let count = 1; ; count += 1) {
         const id = ship(dataverse, { name: 'Ship ' + count });
         process.stdout.write(id + '\\n');
         if (count === 200) process.kill(process.pid, 'SIGKILL');
       }`,
    );
    let acknowledged = '';
    try {
      execFileSync(process.execPath, ['--import', 'tsx', program], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      acknowledged = String((error as { stdout?: unknown }).stdout);
    }
    const ids = acknowledged.split('\n').filter((line) => line.length === 36);
    expect(ids.length).toBeGreaterThan(0);
    const reopened = openFixture(file);
    expect(ids.filter((id) => !reopened.rows.find('ship', id))).toEqual([]);
    expect(reopened.database.all('PRAGMA integrity_check')).toEqual([['ok']]);
    reopened.close();
  });
});
