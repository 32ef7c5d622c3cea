/** Room tests. The sandbox knows nothing of our solution: no table, control, script or solution name of ours in it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const SANDBOX = resolve(__dirname, '../../../sandbox');
const OUR_NAMES = /\bobm_|\bObm\b|OutboundMessaging|MessageTemplateEditor/;

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

describe('the sandbox', () => {
  const all = files(SANDBOX);

  it('is read whole by this test', () => {
    expect(all.length).toBeGreaterThan(20);
  });

  it('names nothing of our solution', () => {
    const naming = all.filter((path) => OUR_NAMES.test(readFileSync(path, 'utf8')));
    expect(naming.map((path) => relative(SANDBOX, path))).toEqual([]);
  });

  it.each(['obm_send', 'Obm.SendOutbound', 'OutboundMessaging_managed.zip'])('would be caught naming %s', (name) => {
    expect(OUR_NAMES.test(`const x = '${name}';`)).toBe(true);
  });
});
