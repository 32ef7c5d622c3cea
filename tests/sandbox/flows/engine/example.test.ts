/** Room tests. Flows that others have shipped: each is understood and runs, or is refused by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FlowNotSupportedError } from '../../../../sandbox/flows/contracts';
import { compileFlow } from '../../../../sandbox/flows/engine';
import type { FlowObject, FlowValue } from '../../../../sandbox/flows/expressions';
import { isArray, isObject, readJson } from '../../../../sandbox/flows/expressions';
import { answers, run } from './flows';

const FOLDER = resolve(__dirname, '../../../../../shared/examples/flow-table-roles/Workflows');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : [];
if (files.length === 0)
  process.stdout.write('Skipped: no flow of others is beside this repository (../shared/examples).\n');

const read = (name: string): FlowValue => readJson(readFileSync(join(FOLDER, name), 'utf8'));

/** The same flow with every action of a type replaced by a Compose. */
function without(type: string, value: FlowValue): FlowValue {
  if (isArray(value)) return value.map((item) => without(type, item));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, FlowValue] => [name, without(type, member)]);
  const copy: FlowObject = Object.fromEntries(members);
  return copy.type === type && copy.inputs !== undefined
    ? { ...copy, type: 'Compose', inputs: { body: '<table>' } }
    : copy;
}

(files.length === 0 ? describe.skip : describe)('a flow that was shipped', () => {
  it('is refused by the name of its action that makes an HTML table', () => {
    for (const name of files) {
      expect(() => compileFlow(read(name))).toThrow(FlowNotSupportedError);
      expect(() => compileFlow(read(name))).toThrow(/'Create_HTML_table' of the type 'Table'/);
    }
  });

  it('runs without that action, through two nested loops', async () => {
    for (const name of files) {
      const rows: FlowObject[] = [{ extn_name: 'one', extn_solutionguid: 'a', objectid: 'o' }, { extn_name: 'two' }];
      const ran = await run(compileFlow(without('Table', read(name))), {
        callConnector: answers({ body: { value: rows } }),
      });
      expect(ran.outcome.status).toBe('Succeeded');
      const mails = ran.records.filter((record) => record.name === 'Send_an_email_(V2)');
      expect(mails.map(({ status, rounds }) => [status, rounds])).toEqual([
        ['Succeeded', [0]],
        ['Succeeded', [1]],
      ]);
      expect(ran.records.filter((record) => record.name === 'Append_to_array_variable')).toHaveLength(4);
    }
  });
});
