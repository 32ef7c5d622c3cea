/**
 * Room solution, flows. The three flows of the solution: a case was created, cases were resolved, a view at its time. Each reads its
 * rows, and everything behind that is the same.
 * Source of what they are for: Microsoft Learn, "Configure outbound messaging", sections on automated, instant and scheduled messages.
 */
import type { SolutionSource } from '../readSource';
import {
  after,
  compose,
  connector,
  CONNECTION,
  ENDED,
  fail,
  inOrder,
  scope,
  select,
  set,
  toFlowFile,
  until,
  variable,
  when,
  type Action,
  type Actions,
} from './definition';
import { journalActions, sendingVariables } from './journal';
import { chain, peopleActions, type PeopleSource } from './people';
import { LANGUAGE_COLUMN, setupActions } from './setup';
import { batchActions } from './sending';
import { rescueActions, settleActions } from './settling';
import { VariableReader } from './variables';

/** A flow as it lies in solution/src. */
export interface ProductFlow {
  /** Its file is `Workflows/<slug>-<ID>.json`. */
  readonly slug: string;
  readonly name: { readonly english: string; readonly indonesian: string };
  readonly description: { readonly english: string; readonly indonesian: string };
  readonly text: string;
}

const CONTACT_COLUMNS = 'contactid,fullname,firstname,lastname,mobilephone,donotphone';
const ACCOUNT_COLUMNS = 'accountid,name,telephone1,donotphone';
/** Rows of one run at most: the platform's own limit of a paged action. */
const MOST_ROWS = 100_000;
/** Rows of one page of FetchXML at most. */
const PAGE_ROWS = 5_000;
/** Rows of a view at most: pages by their numbers end there. Source: Microsoft Learn, "Page results using FetchXML", Simple paging. */
const MOST_VIEW_ROWS = 50_000;
/** A century: days back at most. */
const MOST_DAYS = 36_500;

const contactColumns =
  "concat('" +
  CONTACT_COLUMNS +
  "', if(equals(actions('Look_for_languages')?['status'], 'Succeeded'), '," +
  LANGUAGE_COLUMN +
  "', ''))";
const contactAt = (property: string): string => `'${property}($select=', ${contactColumns}, ')'`;
const caseExpand =
  `@concat(${contactAt('customerid_contact')}, ',', ${contactAt('primarycontactid')}, ` +
  `',customerid_account($select=${ACCOUNT_COLUMNS};$expand=', ${contactAt('primarycontactid')}, ')')`;
const CASE_COLUMNS = 'incidentid,title,ticketnumber';

/** Behind the limit of what can be read somebody would be left out without a word. */
const unlessTooMany = (test: string, most: number): Action =>
  when(
    test,
    inOrder({
      End_with_too_many: fail(
        'too-many-rows',
        `A flow cannot read ${most.toLocaleString('en')} rows or more, and writes to nobody rather than to a part of them. Choose fewer: a view with a filter, or a number of days.`,
      ),
    }),
  );

interface FlowPlan {
  readonly trigger: Actions;
  /** Id of the send, so that the same event makes it once. */
  readonly sendId: string;
  /** Environment variable with the name of the outbound configuration. */
  readonly configuration: string;
  /** Set before anything else. */
  readonly variables?: Actions;
  /** Actions that read the rows. */
  readonly read: (variables: VariableReader) => Actions;
  readonly people: PeopleSource;
  /** Expression of the send's name. */
  readonly name: string;
}

function toFile(plan: FlowPlan, source: SolutionSource): string {
  const variables = new VariableReader(source);
  const { people } = plan;
  const work = chain([
    setupActions(plan.configuration, variables),
    plan.read(variables),
    inOrder({
      If_there_is_nobody: when(
        `empty(${people.rows.replace(/^@/, '')})`,
        inOrder({ End_without_people: { type: 'Terminate', inputs: { runStatus: 'Succeeded' } } }),
      ),
    }),
    peopleActions(people, variables),
    journalActions(plan.name, people.table),
    batchActions(variables),
    settleActions(),
    inOrder({
      If_it_was_stopped: when(
        "or(not(empty(variables('StopCode'))), greater(outputs('Counts')?['waiting'], 0))",
        inOrder({
          End_as_stopped: fail('flow-stopped', 'The flow stopped. The send in the journal says why, and what waits.'),
        }),
      ),
    }),
  ]);
  const actions = chain([
    inOrder({ ...plan.variables, ...sendingVariables(plan.sendId) }),
    { Plan_and_send: scope(work) },
    {},
  ]);
  const rest = {
    After_a_failure: after(scope(rescueActions()), { Plan_and_send: ['Failed', 'TimedOut'] }),
    End_as_failed: after(
      fail(
        'flow-failed',
        'The flow failed. Its send in the journal says what became of everybody. Without a send of this run in the journal, nobody was written to: look at the action that failed, and start the flow again.',
      ),
      {
        After_a_failure: ENDED.filter((status) => status !== 'Skipped'),
      },
    ),
  };
  return toFlowFile(plan.trigger, { ...actions, ...rest }, variables.variables);
}

const dataverseHost = (operationId: string) => ({
  connectionName: CONNECTION,
  operationId,
  apiId: `/providers/Microsoft.PowerApps/apis/${CONNECTION}`,
});

const caseCreated: FlowPlan = {
  trigger: {
    When_a_case_is_created: {
      type: 'OpenApiConnectionWebhook',
      inputs: {
        host: dataverseHost('SubscribeWebhookTrigger'),
        parameters: {
          'subscriptionRequest/message': 1,
          'subscriptionRequest/entityname': 'incident',
          'subscriptionRequest/scope': 4,
          'subscriptionRequest/runas': 3,
        },
        authentication: "@parameters('$authentication')",
      },
      runtimeConfiguration: { secureData: { properties: ['inputs', 'outputs'] } },
    },
  },
  // An event may be told twice: the second send with this id is refused.
  sendId: "@triggerOutputs()?['body/incidentid']",
  configuration: 'obm_FlowCaseCreatedConfiguration',
  read: () =>
    inOrder({
      Read_case: connector('GetItem', {
        entityName: 'incidents',
        recordId: "@triggerOutputs()?['body/incidentid']",
        $select: CASE_COLUMNS,
        $expand: caseExpand,
      }),
    }),
  people: { rows: "@createArray(body('Read_case'))", idColumn: 'incidentid', table: "'incident'", isOne: true },
  name: "concat('Case created ', coalesce(body('Read_case')?['ticketnumber'], ''))",
};

const daysBack = "coalesce(triggerBody()?['number'], 0)";

const casesResolved: FlowPlan = {
  trigger: {
    manual: {
      type: 'Request',
      kind: 'Button',
      inputs: {
        schema: {
          type: 'object',
          properties: {
            number: {
              title: 'Days back',
              description: 'Cases that were changed last in so many days. Empty: all resolved cases.',
              type: 'number',
              'x-ms-content-hint': 'NUMBER',
              'x-ms-dynamically-added': true,
            },
          },
          required: [],
        },
      },
    },
  },
  sendId: '@guid()',
  configuration: 'obm_FlowCasesResolvedConfiguration',
  read: () =>
    inOrder({
      If_the_days_are_no_days: when(
        `not(and(isInt(string(${daysBack})), greaterOrEquals(${daysBack}, 0), lessOrEquals(${daysBack}, ${MOST_DAYS})))`,
        inOrder({
          End_without_days: fail(
            'days-invalid',
            `Days back has to be a whole number from 0 to ${MOST_DAYS}. Leave it empty for all resolved cases.`,
          ),
        }),
      ),
      Read_resolved_cases: connector(
        'ListRecords',
        {
          entityName: 'incidents',
          $select: CASE_COLUMNS,
          $expand: caseExpand,
          $filter:
            "@concat('statecode eq 1', if(equals(" +
            `${daysBack}, 0), '', concat(' and modifiedon ge ', addDays(utcNow(), sub(0, int(${daysBack})), 'yyyy-MM-ddTHH:mm:ssZ'))))`,
          $orderby: 'createdon asc,incidentid asc',
        },
        { atLeast: MOST_ROWS },
      ),
      If_there_are_too_many: unlessTooMany(
        `greaterOrEquals(length(body('Read_resolved_cases')?['value']), ${MOST_ROWS})`,
        MOST_ROWS,
      ),
    }),
  people: { rows: "@body('Read_resolved_cases')?['value']", idColumn: 'incidentid', table: "'incident'" },
  name: "concat('Cases resolved ', utcNow('yyyy-MM-dd HH:mm'), ' UTC')",
};

const attributes = (columns: string): string =>
  columns
    .split(',')
    .map((name) => `<attribute name="${name}" />`)
    .join('');

/** What a view of cases leaves out: the people behind each. Names of links are ours, so the view's own do not meet them. */
const LINKS = ((): string => {
  const contact = (alias: string, to: string): string =>
    `<link-entity name="contact" from="contactid" to="${to}" link-type="outer" alias="${alias}">${attributes(CONTACT_COLUMNS)}#</link-entity>`;
  const account = contact('obm_d', 'primarycontactid');
  return (
    contact('obm_a', 'customerid') +
    contact('obm_b', 'primarycontactid') +
    `<link-entity name="account" from="accountid" to="customerid" link-type="outer" alias="obm_c">${attributes(ACCOUNT_COLUMNS)}${account}</link-entity>`
  );
})();

/** Expression: FetchXML as it is looked at, never as it is asked: no blanks, and one sort of quotation marks. */
const withoutBlanks = (fetch: string): string =>
  ['%20', '%09', '%0A', '%0D'].reduce(
    (text, sign) => `replace(${text}, decodeUriComponent('${sign}'), '')`,
    `replace(${fetch}, '''', '"')`,
  );

function scheduledRead(variables: VariableReader): Actions {
  const view = "outputs('View')";
  const fetch = `${view}?['fetchxml']`;
  const table = `${view}?['returnedtypecode']`;
  const language = `if(equals(actions('Look_for_languages')?['status'], 'Succeeded'), '<attribute name="${LANGUAGE_COLUMN}" />', '')`;
  const own = `if(equals(${table}, 'incident'), concat('${attributes(CASE_COLUMNS)}', replace('${LINKS}', '#', ${language})), concat('${attributes(CONTACT_COLUMNS)}', ${language}))`;
  const entity = "outputs('Entity_of_view')";
  const open = `substring(${entity}, 0, add(indexOf(${entity}, '>'), 1))`;
  const found = `substring(${fetch}, indexOf(${fetch}, '<entity'))`;
  // Rows that are equal by the view's order may come in another order with every page. Source: Microsoft Learn, "Page results using
  // FetchXML", section on ordering.
  const id = `if(equals(${table}, 'incident'), 'incidentid', 'contactid')`;
  const plain = "outputs('View_without_blanks')";
  // Of the rows themselves, and of no linked table.
  const ofRows = `concat(first(split(${plain}, '<link-entity')), last(split(${plain}, '</link-entity>')))`;
  const hasOrder = ['', 'descending="false"', 'descending="true"'].map(
    (before) => `contains(${ofRows}, concat('<order${before}attribute="', ${id}, '"'))`,
  );
  const ordered =
    `if(or(${hasOrder.join(', ')}), ${found}, ` +
    `replace(${found}, '</entity>', concat('<order attribute="', ${id}, '" /></entity>')))`;
  const head = `first(split(${plain}, '<entity'))`;
  const isCut =
    `or(contains(${head}, 'top='), and(contains(${head}, 'aggregate='), ` +
    `not(contains(${head}, 'aggregate="false"'))))`;
  const contact = (alias: string): Record<string, string> =>
    Object.fromEntries(
      [...CONTACT_COLUMNS.split(','), LANGUAGE_COLUMN].map((name) => [name, `@item()?['${alias}.${name}']`]),
    );
  const page = (number: string): Action =>
    connector('ListRecords', {
      entityName: "@outputs('Query')?['set']",
      fetchXml: `@concat(outputs('Query')?['head'], ${number}, outputs('Query')?['tail'])`,
    });
  return inOrder({
    Read_view: connector(
      'ListRecords',
      {
        entityName: 'savedqueries',
        $select: 'name,fetchxml,returnedtypecode',
        $filter: `@concat('querytype eq 0 and statecode eq 0 and (returnedtypecode eq ''contact'' or returnedtypecode eq ''incident'') and name eq ''', replace(${variables.text('obm_FlowScheduledView')}, '''', ''''''), '''')`,
        $top: 2,
      },
      { isOpen: true },
    ),
    If_there_is_not_one_view: when(
      "not(equals(length(body('Read_view')?['value']), 1))",
      inOrder({
        End_without_view: fail(
          'view-not-found',
          'There is not exactly one active system view of contacts or cases under the name that the environment variable obm_FlowScheduledView holds.',
        ),
      }),
    ),
    View: compose("@first(body('Read_view')?['value'])", { isOpen: true }),
    View_without_blanks: compose(`@${withoutBlanks(fetch)}`, { isOpen: true }),
    If_the_view_does_not_show_all: when(
      isCut,
      inOrder({
        End_without_all: fail(
          'view-not-for-flows',
          'The view that the environment variable obm_FlowScheduledView names shows its first rows only (top) or sums (aggregate), and a flow would write to everybody behind them. Name another view.',
        ),
      }),
    ),
    Entity_of_view: compose(`@${ordered}`, { isOpen: true }),
    Query: compose(
      {
        head: `@concat('<fetch version="1.0" mapping="logical" count="${PAGE_ROWS}" page="')`,
        tail: `@concat('">', ${open}, ${own}, substring(${entity}, length(${open})))`,
        set: `@if(equals(${table}, 'incident'), 'incidents', 'contacts')`,
      },
      { isOpen: true },
    ),
    // A variable cannot be hidden in the run history: it holds no more than it has to, which is nobody where one page is all.
    Read_first_page: page("'1'"),
    Note_whether_that_is_all: set('IsRead', `@less(length(body('Read_first_page')?['value']), ${PAGE_ROWS})`),
    If_there_are_more_pages: when(
      "not(variables('IsRead'))",
      inOrder({
        Until_all_pages_are_read: until(
          "@variables('IsRead')",
          { count: MOST_VIEW_ROWS / PAGE_ROWS - 1, timeout: 'PT1H' },
          inOrder({
            Read_page: page("string(variables('Page'))"),
            Keep_rows: compose("@union(variables('Rows'), body('Read_page')?['value'])"),
            Keep_all_rows: set('Rows', "@outputs('Keep_rows')"),
            Go_to_next_page: { type: 'IncrementVariable', inputs: { name: 'Page', value: 1 } },
            Note_last_page: set('IsRead', `@less(length(body('Read_page')?['value']), ${PAGE_ROWS})`),
          }),
        ),
        If_there_are_too_many: unlessTooMany("not(variables('IsRead'))", MOST_VIEW_ROWS),
      }),
    ),
    Rows_of_view: select("@union(body('Read_first_page')?['value'], variables('Rows'))", {
      id: "@coalesce(item()?['incidentid'], item()?['contactid'])",
      title: "@item()?['title']",
      ticketnumber: "@item()?['ticketnumber']",
      customerid_contact: Object.fromEntries(
        Object.entries(contact('obm_a')).map(([name, value]) => [
          name,
          `@coalesce(${value.slice(1)}, if(equals(${table}, 'contact'), item()?['${name}'], null))`,
        ]),
      ),
      primarycontactid: contact('obm_b'),
      customerid_account: {
        ...Object.fromEntries(ACCOUNT_COLUMNS.split(',').map((name) => [name, `@item()?['obm_c.${name}']`])),
        primarycontactid: contact('obm_d'),
      },
    }),
  });
}

const scheduledSend: FlowPlan = {
  trigger: {
    Recurrence: {
      type: 'Recurrence',
      recurrence: {
        frequency: 'Day',
        interval: 1,
        startTime: '2026-01-01T09:00:00Z',
        timeZone: 'UTC',
      },
    },
  },
  sendId: '@guid()',
  configuration: 'obm_FlowScheduledConfiguration',
  variables: {
    Begin_without_rows: variable('Rows', 'array', []),
    Begin_with_second_page: variable('Page', 'integer', 2),
    Begin_with_nothing_read: variable('IsRead', 'boolean', false),
  },
  read: scheduledRead,
  people: {
    rows: "@body('Rows_of_view')",
    idColumn: 'id',
    table: "outputs('View')?['returnedtypecode']",
  },
  name: "concat('Scheduled send ', utcNow('yyyy-MM-dd HH:mm'), ' UTC')",
};

/** The flows of the solution, made from what solution/src says of its environment variables. */
export const productFlows = (source: SolutionSource): readonly ProductFlow[] => [
  {
    slug: 'CaseCreated',
    name: { english: 'Case created', indonesian: 'Kasus dibuat' },
    description: {
      english: 'Sends one message to the customer of a case that was created.',
      indonesian: 'Mengirim satu pesan ke pelanggan dari kasus yang dibuat.',
    },
    text: toFile(caseCreated, source),
  },
  {
    slug: 'CasesResolved',
    name: { english: 'Cases resolved', indonesian: 'Kasus diselesaikan' },
    description: {
      english: 'Sends a message to every customer with resolved cases, once, when somebody starts it.',
      indonesian: 'Mengirim pesan ke setiap pelanggan dengan kasus yang diselesaikan, satu kali, saat dijalankan.',
    },
    text: toFile(casesResolved, source),
  },
  {
    slug: 'ScheduledSend',
    name: { english: 'Scheduled send', indonesian: 'Pengiriman terjadwal' },
    description: {
      english: 'Sends a message to everybody in a view, every day at nine (UTC).',
      indonesian: 'Mengirim pesan ke semua orang dalam tampilan, setiap hari pukul sembilan (UTC).',
    },
    text: toFile(scheduledSend, source),
  },
];
