/** Room tests. Lint rules on solutions that others have exported: what the platform wrote has no findings. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintColumnValues } from '../../../solution/tools/lint/columnValues';
import { toContext } from '../../../solution/tools/lint/context';
import { lintFormEvents } from '../../../solution/tools/lint/formEvents';
import { lintIntroduced } from '../../../solution/tools/lint/introduced';
import { lintRibbons } from '../../../solution/tools/lint/ribbon';
import { lintViews } from '../../../solution/tools/lint/views';
import { lintWebApiNames } from '../../../solution/tools/lint/webApiNames';
import { lintWholeness } from '../../../solution/tools/lint/wholeness';
import { readSource } from '../../../solution/tools/readSource';

const EXAMPLES = resolve(__dirname, '../../../../shared/examples');
const isThere = existsSync(EXAMPLES);
if (!isThere) process.stdout.write('Skipped: no solution of others is beside this repository (../shared/examples).\n');

const RULES = {
  lintColumnValues,
  lintFormEvents,
  lintIntroduced,
  lintRibbons,
  lintViews,
  lintWebApiNames,
  lintWholeness,
};

(isThere ? describe : describe.skip)('lint rules, on solutions that were exported', () => {
  describe.each(['app-and-table', 'flow-table-roles', 'polymorphic-lookup'])('%s', (name) => {
    it.each(Object.entries(RULES))('%s has nothing to say', (_name, rule) => {
      expect(rule(toContext(readSource({ folder: resolve(EXAMPLES, name) }), undefined))).toEqual([]);
    });
  });
});
