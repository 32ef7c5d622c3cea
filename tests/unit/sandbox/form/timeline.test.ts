/** What a timeline shows, decided from metadata. */
import type { TableInfo, WebApiRow } from '../../../../sandbox/app/contracts';
import { activityTypes, readTimeline, textColumns } from '../../../../sandbox/app/form/timelineModel';
import { ROW_ID, column, fakeServices, orderInfo } from './builders';

const activity = (logicalName: string, extra: readonly Parameters<typeof column>[] = []): TableInfo => ({
  ...orderInfo,
  table: {
    ...orderInfo.table,
    logicalName,
    primaryId: 'activityid',
    primaryName: 'subject',
    isActivity: true,
    displayName: { '1033': `A ${logicalName}` },
    columns: [
      column('activityid', { type: 'Uniqueidentifier' }),
      column('activitytypecode', { type: 'EntityName' }),
      column('subject'),
      column('description', { type: 'Memo', maxLength: 2000 }),
      column('createdon', { type: 'DateTime' }),
      column('activityadditionalparams', { type: 'Memo', maxLength: 8192 }),
      ...extra.map((one) => column(...one)),
    ],
  },
});

const base = activity('activitypointer');
const message = activity('contoso_message', [
  ['contoso_failurereason', { maxLength: 1000 }],
  ['contoso_bodytext', { maxLength: 2000 }],
  ['contoso_sender', { maxLength: 100 }],
  ['statuscode', { type: 'Status' }],
]);

const STATUS = 'statuscode@OData.Community.Display.V1.FormattedValue';
const STATE = 'statecode@OData.Community.Display.V1.FormattedValue';

const rows: WebApiRow[] = [
  {
    activityid: 'B',
    activitytypecode: 'contoso_message',
    subject: 'Sent',
    createdon: '2025-01-02T00:00:00Z',
    [STATUS]: 'Completed',
  },
  {
    activityid: 'A',
    activitytypecode: 'task',
    subject: 'Call',
    description: 'Own words',
    [STATE]: 'Open',
    createdon: '2025-01-01T00:00:00Z',
  },
];

function services() {
  const asked: string[] = [];
  const fake = fakeServices({
    tableInfo: (name) =>
      Promise.resolve({ activitypointer: base, contoso_message: message, task: activity('task') }[name] ?? orderInfo),
  });
  fake.api.retrieveMultiple = (table, options) => {
    asked.push(`${table}${options ?? ''}`);
    return Promise.resolve({
      entities:
        table === 'activitypointer' ? rows : [{ activityid: 'b', contoso_bodytext: '<b>Halo</b>', [STATUS]: 'Sent' }],
    });
  };
  return { fake, asked };
}

describe('readTimeline', () => {
  it('gives each activity the text and status of its own table, as plain text', async () => {
    const { fake } = services();
    const items = await readTimeline(fake, ROW_ID, undefined, 10);
    expect(items.map(({ id, typeLabel, subject, text, status }) => ({ id, typeLabel, subject, text, status }))).toEqual(
      [
        { id: 'b', typeLabel: 'A contoso_message', subject: 'Sent', text: '<b>Halo</b>', status: 'Sent' },
        { id: 'a', typeLabel: 'A task', subject: 'Call', text: 'Own words', status: 'Open' },
      ],
    );
  });

  it('asks for the newest first, of this row only', async () => {
    const { fake, asked } = services();
    await readTimeline(fake, ROW_ID, undefined, 10);
    expect(asked[0]).toContain(`$filter=_regardingobjectid_value eq ${ROW_ID}&$orderby=createdon desc`);
  });

  it('shows the listed activity types only, and all when none is listed', async () => {
    const { fake } = services();
    const types = activityTypes({ UClientActivities: ' Task , email' });
    expect((await readTimeline(fake, ROW_ID, types, 10)).map((item) => item.table)).toEqual(['task']);
    expect(activityTypes({})).toBeUndefined();
  });
});

describe('textColumns', () => {
  it('finds the long column that speaks of text and leaves reasons and base columns out', () => {
    expect(textColumns(message, base)).toEqual(['contoso_bodytext']);
  });
});
