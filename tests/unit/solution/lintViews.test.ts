/** Room tests. The solution linter on what views show and link: every rule finds a deliberate break, and no rule a fair view. */
import { lintSolution } from '../../../solution/tools/lint';
import { inFile, itFindsEach, type Breaks } from './breaks';
import { SolutionFolder } from './solutionFolder';

const VIEW = 'Entities/obm_exclusionpage/SavedQueries/{2264291a-531e-5718-9eb8-3856d9928b2f}.xml';
const CHARTS = 'Entities/obm_send/Visualizations/';

/** A link from the send that an exclusion page belongs to, with one part put into it. */
const link = (part: string, { table = 'obm_send', from = 'obm_sendid', to = 'obm_sendid' } = {}): string =>
  `<link-entity name="${table}" from="${from}" to="${to}" alias="s">${part}</link-entity></entity>`;
const linking = (to: string) => inFile(VIEW, '</entity>', to);
const NAME = '<attribute name="obm_name" />';

const BREAKS: Breaks = [
  ['view-link-table', 'a link to no table of ours', linking(link('', { table: 'obm_sends' }))],
  ['view-link-table', 'a link to a table that is not listed', linking(link('', { table: 'msdyn_ocworkitem' }))],
  ['view-link-table', 'a link to a misspelt table of the platform', linking(link('', { table: 'systemusr' }))],
  ['view-link-table', 'a link to a table with two letters swapped', linking(link('', { table: 'acocunt' }))],
  ['view-column-unknown', 'a link from a missing column', linking(link(NAME, { to: 'obm_send' }))],
  ['view-column-unknown', 'a link to a missing column', linking(link(NAME, { from: 'obm_id' }))],
  ['view-column-unknown', 'a missing column of a linked table', linking(link('<attribute name="obm_nam" />'))],
  [
    'view-column-unknown',
    'a linked table filtered by a missing column',
    linking(link('<filter><filter><condition attribute="obm_nam" operator="not-null" /></filter></filter>')),
  ],
  [
    'view-column-unknown',
    'a link of a link from a missing column',
    linking(link('<link-entity name="account" from="accountid" to="obm_accountid" />')),
  ],
  [
    'view-column-unknown',
    'a condition on a missing column of a linked table',
    linking(`<filter><condition entityname="s" attribute="obm_nam" operator="not-null" /></filter>${link(NAME)}`),
  ],
  [
    'view-link-alias',
    'a condition on a link of another name',
    linking(`<filter><condition entityname="t" attribute="obm_name" operator="not-null" /></filter>${link(NAME)}`),
  ],
  [
    'view-operator',
    'a text that is asked for a time',
    linking('<filter><condition attribute="obm_name" operator="last-x-days" value="7" /></filter></entity>'),
  ],
  [
    'view-operator',
    'a choice of a linked table that is asked for a time',
    linking(link('<filter><condition attribute="obm_state" operator="on-or-after" value="2026-01-01" /></filter>')),
  ],
  [
    'view-operator',
    'days without a number',
    linking('<filter><condition attribute="createdon" operator="olderthan-x-days" /></filter></entity>'),
  ],
  [
    'view-operator',
    'a comparison with nothing',
    linking('<filter><condition attribute="obm_name" operator="eq" /></filter></entity>'),
  ],
  [
    'view-option-unknown',
    'a state that is none',
    linking(link('<filter><condition attribute="obm_state" operator="eq" value="841200099" /></filter>')),
  ],
  [
    'view-operator',
    'a range with one end',
    linking(
      '<filter><condition attribute="createdon" operator="between"><value>1</value></condition></filter></entity>',
    ),
  ],
  ['view-without-columns', 'a view of nothing', inFile(VIEW, /<cell [^]*\/>(?=\s*<\/row>)/, '')],
  ['view-column-unknown', 'a jump to a missing column', inFile(VIEW, /jump="obm_\w+"/, 'jump="obm_nam"')],
  ['view-cell-twice', 'a cell shown twice', inFile(VIEW, /(<cell [^>]*>)/, '$1$1')],
  [
    'chart-link-table',
    'a chart that links a misspelt table',
    (f) => f.replace(f.path(CHARTS, 'sum_refused'), '</entity>', link('', { table: 'contat' })),
  ],
  [
    'chart-link-alias',
    'a chart with a condition on a link of another name',
    (f) =>
      f.replace(
        f.path(CHARTS, 'sum_refused'),
        '</entity>',
        `<filter><condition entityname="t" attribute="obm_name" operator="not-null" /></filter>${link('')}`,
      ),
  ],
  [
    'chart-operator',
    'a chart that asks a number for a time',
    (f) =>
      f.replace(
        f.path(CHARTS, 'sum_refused'),
        '</filter>',
        '<condition attribute="obm_acceptedcount" operator="this-month" /></filter>',
      ),
  ],
];

describe('lintSolution, on what views read', () => itFindsEach(BREAKS));

describe('lintSolution, on views that are fair', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());
  const codes = (to: string) => {
    folder.replace(VIEW, '</entity>', to);
    return lintSolution(folder.src, { map: folder.map }).map(({ code }) => code);
  };

  it.each([
    ['tables of the platform that nobody lists', link('', { table: 'transactioncurrency' })],
    ['a table of the platform that is spelt almost like another', link('', { table: 'contract' })],
    ['columns of a linked table that its own table lacks', link('<order attribute="obm_state" />')],
    [
      'conditions inside a link, on columns of the linked table',
      link('<filter><condition attribute="obm_state" operator="not-null" /></filter>'),
    ],
    [
      'conditions on a link by its alias',
      `<filter><condition entityname="s" attribute="obm_state" operator="not-null" /></filter>${link(NAME)}`,
    ],
    [
      'times that are asked of times',
      '<filter><condition attribute="createdon" operator="last-x-days" value="7" /><condition attribute="modifiedon" operator="in-fiscal-period-and-year"><value>1</value><value>2026</value></condition></filter></entity>',
    ],
    [
      'links of links',
      link(
        '<link-entity name="systemuser" from="systemuserid" to="createdby"><attribute name="fullname" /></link-entity>',
      ),
    ],
  ])('leaves alone %s', (_what, to) => expect(codes(to)).toEqual([]));
});
