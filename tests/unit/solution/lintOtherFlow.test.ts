/** Room tests. The linter on a cloud flow that others have shipped: what the platform took has no findings, and mistakes put into it have. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { toContext } from '../../../solution/tools/lint/context';
import { lintFlows } from '../../../solution/tools/lint/flows';
import { readSource } from '../../../solution/tools/readSource';

const EXAMPLE = resolve(__dirname, '../../../../shared/examples/flow-table-roles');
const isThere = existsSync(EXAMPLE);
if (!isThere) process.stdout.write('Skipped: no flow of others is beside this repository (../shared/examples).\n');

/** The rules on flows alone: the rest of an export of others names built files that are not there. */
const lint = (folder: string) => lintFlows(toContext(readSource({ folder }), undefined));

(isThere ? describe : describe.skip)('lintFlows, on a flow that was shipped', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'other-flow-'));
    cpSync(EXAMPLE, copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  it('reads it and has nothing to say', () => {
    expect(readSource({ folder: EXAMPLE }).flows.map(({ definition }) => typeof definition)).toEqual(['string']);
    expect(lint(EXAMPLE)).toEqual([]);
  });

  it.each([
    ['flow-entity-set', 'extn_componentautomailers', 'extn_componentautomailer'],
    ['flow-connection', 'extn_sharedoffice365_cb8cf', 'extn_sharedoffice365'],
    ['flow-connection', '"connectionName": "shared_office365"', '"connectionName": "shared_outlook"'],
    ['flow-connection', '"name": "shared_office365"', '"name": "shared_outlook"'],
    ['flow-run-after', '"Format_HTML_Table": [', '"Format_the_HTML_Table": ['],
    ['flow-expression', "outputs('Format_HTML_Table')", "outputs('Format')"],
    ['flow-expression', "variables('Component Array')", "variables('Components')"],
    ['flow-trigger', '"frequency": "Week"', '"frequency": "Weekly"'],
    ['flow-authentication', '"authentication": "@parameters(\'$authentication\')"', '"authentication": ""'],
  ])('finds %s when %s becomes %s', (code, from, to) => {
    const folder = join(copy, 'Workflows');
    const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const text = readFileSync(join(folder, file), 'utf8');
    expect(text).toContain(from);
    writeFileSync(
      join(folder, file),
      text.replace(from, () => to),
    );
    expect(lint(copy).map((finding) => finding.code)).toContain(code);
  });
});
