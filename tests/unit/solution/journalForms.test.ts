/** Room tests. The journal's forms and lists show what happened, and nothing that a person could damage or should not see. */
import { resolve } from 'node:path';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH, SEND_STATE_OPTION } from '../../../outbound/dataverse/names';
import { isOwnTable } from '../../../solution/tools/lint/context';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, childText, descendants } from '../../../solution/tools/xml';

const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });
const own = source.tables.filter(isOwnTable);

const columnsOn = (table: string): string[] =>
  (own.find((item) => item.logicalName === table)?.forms ?? []).flatMap(({ form }) =>
    descendants(form, 'control').flatMap((control) => attribute(control, 'datafieldname') ?? []),
  );

describe('forms of the journal', () => {
  it('show no contact list: it holds numbers and names of people', () => {
    expect(columnsOn(SEND_BATCH.table)).not.toContain(SEND_BATCH.contactList);
  });

  it.each(own.map((table) => [table.logicalName, table] as const))(
    '%s: only its name and owner can be written',
    (_name, table) => {
      const open = table.forms.flatMap(({ form }) =>
        descendants(form, 'control')
          .filter((control) => attribute(control, 'disabled') === 'false')
          .flatMap((control) => attribute(control, 'datafieldname') ?? []),
      );
      expect(open.filter((column) => !['obm_name', 'ownerid'].includes(column))).toEqual([]);
    },
  );

  it('show every sum of a send, its schedule, what stopped it and what was planned', () => {
    const shown = new Set<string>([SEND.table, SEND.set, SEND.id, ...columnsOn(SEND.table)]);
    expect(Object.values(SEND).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('show the lease, when it was posted, the answer and the decision of a batch', () => {
    expect(columnsOn(SEND_BATCH.table)).toEqual(
      expect.arrayContaining([
        SEND_BATCH.leaseExpiresOn,
        SEND_BATCH.postedOn,
        SEND_BATCH.attempts,
        SEND_BATCH.errorCode,
        SEND_BATCH.errorText,
        SEND_BATCH.resolution,
        SEND_BATCH.resolvedBy,
        SEND_BATCH.resolvedOn,
      ]),
    );
  });
});

describe('lists of the journal', () => {
  it.each(own.map((table) => [table.logicalName, table] as const))('%s: nobody is offered a new row', (name, table) => {
    const hidden = table.ribbon
      ? descendants(table.ribbon.root, 'HideCustomAction').map((action) => attribute(action, 'Location'))
      : [];
    expect(hidden.sort()).toEqual([
      `Mscrm.Form.${name}.NewRecord`,
      `Mscrm.HomepageGrid.${name}.NewRecord`,
      `Mscrm.SubGrid.${name}.AddNewStandard`,
    ]);
  });

  /** States that a table's public views filter by, each once, in order. */
  const statesListed = (table: string): number[] => {
    const views = own.find((item) => item.logicalName === table)?.views ?? [];
    const values = views
      .filter(({ view }) => childText(view, 'querytype') === '0')
      .flatMap(({ view }) => descendants(view, 'condition'))
      .filter((condition) => attribute(condition, 'attribute') === 'obm_state')
      .flatMap((condition) => [
        attribute(condition, 'value') ?? [],
        descendants(condition, 'value').map((value) => value.textContent ?? ''),
      ])
      .flat();
    return [...new Set(values)].map(Number).sort((a, b) => a - b);
  };

  it('has a view for every state of a send that somebody waits for or looks back at', () => {
    const listed = Object.values(SEND_STATE_OPTION).filter((option) => option !== SEND_STATE_OPTION.canceled);
    expect(statesListed(SEND.table)).toEqual(listed.sort((a, b) => a - b));
  });

  it('has views of the batches that are claimed, refused and unknown', () => {
    const { claimed, refused, unknown } = BATCH_STATE_OPTION;
    expect(statesListed(SEND_BATCH.table)).toEqual([claimed, refused, unknown]);
  });
});
