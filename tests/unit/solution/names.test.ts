/** Room tests. The names that the domain uses for our own tables are the names in the solution, both ways. */
import { resolve } from 'node:path';
import {
  BATCH_STATE_OPTION,
  EXCLUSION_PAGE,
  REQUEST_BUDGET,
  SEND,
  SEND_BATCH,
  SEND_SOURCE_OPTION,
  SEND_STATE_OPTION,
} from '../../../outbound/dataverse/names';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, childText, descendants } from '../../../solution/tools/xml';

const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });

/** Own columns of a table in the solution: name to the choice it uses, if any. */
function ownColumns(table: string): string[] {
  const entity = source.tables.find((item) => item.logicalName === table)?.entity.root;
  const columns = entity ? descendants(entity, 'attribute') : [];
  return columns.map((column) => childText(column, 'LogicalName')).filter((name) => name.startsWith('obm_'));
}

function entitySet(table: string): string | undefined {
  const entity = source.tables.find((item) => item.logicalName === table)?.entity.root;
  return (entity && descendants(entity, 'EntitySetName')[0]?.textContent) ?? undefined;
}

function optionValues(choice: string): number[] {
  const root = source.choices.find((file) => attribute(file.root, 'Name') === choice)?.root;
  return root ? descendants(root, 'option').map((option) => Number(attribute(option, 'value'))) : [];
}

describe('names of our own tables', () => {
  it.each([SEND, SEND_BATCH, EXCLUSION_PAGE, REQUEST_BUDGET])(
    '$table: every column is in the solution, and the reverse',
    ({ table, set, ...columns }) => {
      expect(Object.values(columns).sort()).toEqual(ownColumns(table).sort());
      expect(entitySet(table)).toBe(set);
    },
  );

  it.each([
    ['obm_sendsource', SEND_SOURCE_OPTION],
    ['obm_sendstate', SEND_STATE_OPTION],
    ['obm_sendbatchstate', BATCH_STATE_OPTION],
  ])('%s: every option value is in the solution, and the reverse', (choice, options) => {
    expect(Object.values(options)).toEqual(optionValues(choice));
  });
});
