/**
 * Room tests. What the documentation says and this contract does not ask of a live organisation, each with its reason, and where
 * the sandbox is asked instead.
 */

export interface UntestedLive {
  readonly statement: string;
  readonly reason: string;
  /** The test that asks the sandbox, from the folder of all tests; absent where nobody asks it either. */
  readonly askedIn?: string;
}

const COLUMNS = 'no standard table has such a column, and the contract installs no solution';
const OTHERS = 'would stand in the way of everybody else who works in the organisation';
const SECOND_USER = 'needs a second user with roles of their own';
const ROWS = "needs more rows than a test may leave in somebody's organisation";
const SOLUTION = 'needs an operation of a solution, and the contract installs none';
const OUTSIDE = 'cannot be brought about from outside';

export const NOT_TESTED_LIVE: readonly UntestedLive[] = [
  {
    statement: 'Rows are addressed, upserted and refused by alternate key',
    reason: 'no standard table has a key',
    askedIn: 'sandbox/webApi/sandboxOnly.test.ts',
  },
  {
    statement: 'Files are sent and read whole, in blocks and in ranges',
    reason: COLUMNS,
    askedIn: 'sandbox/webApi/fileColumns.test.ts',
  },
  {
    statement: 'Choices with several values are written, filtered and formatted',
    reason: COLUMNS,
    askedIn: 'sandbox/webApi/sandboxOnly.test.ts',
  },
  {
    statement: 'Labels follow the language of the caller',
    reason: "needs a second language and the caller's own settings changed",
    askedIn: 'sandbox/webApi/choiceLabels.test.ts',
  },
  {
    statement: 'Days and relative dates follow the time zone of the caller',
    reason: "needs the caller's own settings changed",
    askedIn: 'sandbox/webApi/timeZones.test.ts',
  },
  {
    statement: 'A query counts up to 5,000 rows and says that there are more',
    reason: ROWS,
  },
  {
    statement: 'Aggregation ends at 50,000 rows',
    reason: ROWS,
  },
  {
    statement: 'Changes are tracked (odata.track-changes)',
    reason: 'needs a table where it is turned on; the sandbox refuses it by name',
    askedIn: 'sandbox/webApi/sandboxOnly.test.ts',
  },
  {
    statement: "Another user acts for the caller with that user's rights (MSCRMCallerID, CallerObjectId)",
    reason: SECOND_USER,
    askedIn: 'sandbox/security/actAs.test.ts',
  },
  {
    statement: 'A missing privilege is refused with 403 and 0x80040220',
    reason: SECOND_USER,
    askedIn: 'sandbox/security/laws.test.ts',
  },
  {
    statement: 'A duplicate is refused with 412 and 0x80040333',
    reason: 'needs a published rule that finds duplicates',
  },
  {
    statement: 'A plug-in or webhook that fails cancels the operation (0x80040265)',
    reason: 'needs a registered step, and an organisation calls public addresses only',
    askedIn: 'sandbox/pipeline/synchronousSteps.test.ts',
  },
  {
    statement: 'More than 6,000 requests, 1,200 s of work or 52 requests at once are refused with 429 and Retry-After',
    reason: OTHERS,
    askedIn: 'sandbox/webApi/serviceProtection.test.ts',
  },
  {
    statement: 'Failures of the service answer 500 and 503, and an answer may be lost after its work was done',
    reason: OUTSIDE,
    askedIn: 'sandbox/lab/faults.test.ts',
  },
  {
    statement: 'Parameters of a base type need @odata.type',
    reason: SOLUTION,
    askedIn: 'sandbox/webApi/operations.test.ts',
  },
  {
    statement: 'Custom APIs run bound, unbound, as functions and as actions',
    reason: SOLUTION,
    askedIn: 'sandbox/pipeline/customApis.test.ts',
  },
  {
    statement: 'msdyn_InvokeOutboundAPI sends messages',
    reason: "needs a provider's account and writes to real telephones",
    askedIn: 'sandbox/omnichannel/invokeOutbound.test.ts',
  },
  {
    statement: 'Solutions are imported, upgraded and uninstalled over the Web API',
    reason: 'changes the organisation',
    askedIn: 'sandbox/solutions/importOverHttp.test.ts',
  },
];

/** As it is printed behind a run against a live organisation. */
export const notTestedLive = (): string =>
  [
    `${NOT_TESTED_LIVE.length} statements were not asked of this organisation:`,
    ...NOT_TESTED_LIVE.map(({ statement, reason }) => `- ${statement}: ${reason}.`),
    '',
  ].join('\n');
