import * as fc from 'fast-check';
import type { OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { bindOptions } from '../../../../sandbox/dataverse/query/odata/bindOptions';
import { parseRequestOptions } from '../../../../sandbox/dataverse/query/odata/parseOptions';
import { everythingIn, runQuery } from '../../../../sandbox/dataverse/query/runQuery';
import { toSelect } from '../../../../sandbox/dataverse/query/toSql';
import { column, content, openFixture, table } from './fixture';

/** Signs have texts in several languages; a plain sign has the one that somebody reads. */
const PLATFORM = {
  ...content,
  metadata: {
    ...content.metadata,
    tables: [
      ...(content.metadata.tables ?? []),
      table('sign', [column('name', 'String', { maxLength: 50, isLocalizable: true }), column('street', 'Integer')]),
      table('plainsign', [column('name', 'String', { maxLength: 50 }), column('street', 'Integer')]),
    ],
  },
};

const bound = (dataverse: OpenedDataverse, tableName: string, query: string) => {
  const context = { ...dataverse.operatorContext(dataverse.administrator), aliases: new Map<string, string>() };
  return bindOptions(dataverse.metadata, tableName, parseRequestOptions(query), context).query;
};

describe('queries over texts in several languages', () => {
  let dataverse: OpenedDataverse;
  let street = 0;
  beforeAll(() => {
    dataverse = openFixture(':memory:', PLATFORM);
  });
  afterAll(() => dataverse.close());

  const text = fc.stringMatching(/^[a-cA-Cé]{1,3}$/);
  const sign = fc.record({ base: text, labels: fc.dictionary(fc.constantFrom('1031', '1057'), text) });

  it('find and order what they would find and order if the rows held nothing but the texts of that language', () => {
    const law = fc.property(
      fc.array(sign, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(1031, 1033, 1057, 1041),
      fc.constantFrom('eq', 'ne', 'lt', 'ge', 'contains', 'startswith'),
      text,
      (signs, language, operator, wanted) => {
        street += 1;
        const { rows, labels } = dataverse;
        for (const { base, labels: others } of signs) {
          const id = rows.create('sign', { name: base, street });
          labels.replace('sign', id, { name: others });
          rows.create('plainsign', { name: others[String(language)] ?? base, street });
        }
        const condition = /^[a-z]{2}$/.test(operator)
          ? `name ${operator} '${wanted}'`
          : `${operator}(name,'${wanted}')`;
        const query = `$select=name&$orderby=name desc&$filter=street eq ${street} and ${encodeURIComponent(condition)}`;
        const read = (tableName: string) =>
          runQuery(
            { ...everythingIn(dataverse.store), language: () => language },
            bound(dataverse, tableName, query),
          ).map((row) => row.values.name);
        expect(read('sign')).toEqual(read('plainsign'));
      },
    );
    fc.assert(law, { numRuns: 150 });
  });

  it('ask for the language only where a text has several, and write the stored text for the base language', () => {
    const language = jest.fn(() => 1033);
    const source = { ...everythingIn(dataverse.store), language };
    const plain = toSelect(source, bound(dataverse, 'ship', "$select=name,log&$filter=name eq 'x'&$orderby=name"));
    expect([plain.dependsOnLanguage, language.mock.calls.length]).toEqual([false, 0]);
    const base = toSelect(source, bound(dataverse, 'sign', '$select=name&$orderby=name'));
    expect([base.dependsOnLanguage, base.sql.includes('label')]).toEqual([true, false]);
    const other = toSelect({ ...source, language: () => 1057 }, bound(dataverse, 'sign', '$select=street'));
    expect([other.dependsOnLanguage, other.sql.includes('label')]).toEqual([false, false]);
  });
});
