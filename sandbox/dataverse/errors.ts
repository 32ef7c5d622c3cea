/**
 * Room sandbox/dataverse. The errors Dataverse answers with: HTTP status, hexadecimal code and wording as the platform
 * gives them, one factory per case so that callers never spell a code.
 */
import type { DataverseFault, Guid } from './contracts';

/** Everything the Web API turns into `{ "error": { "code", "message" } }`. `code` is the platform's own. */
export class DataverseError extends Error implements DataverseFault {
  override readonly name: string = 'DataverseError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterSeconds?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The sandbox knows what was asked and cannot do it. Answers 501, never an empty success. */
export class NotSupportedBySandboxError extends DataverseError {
  override readonly name = 'NotSupportedBySandboxError';
  constructor(readonly feature: string) {
    super(501, '0x80040800', `The sandbox does not support ${feature}.`);
  }
}

export const rowDoesNotExist = (table: string, id: Guid): DataverseError =>
  new DataverseError(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`);

/** The database was closed while a request was under way. Nobody hears the answer. The sandbox's own. */
export const sandboxIsClosed = (): DataverseError =>
  new DataverseError(503, '0x80040216', 'The sandbox has been closed.');

export const noRowWithThatKey = (table: string): DataverseError =>
  new DataverseError(404, '0x80060891', `A record with the specified key values does not exist in ${table} entity`);

export const duplicateId = (table: string): DataverseError =>
  new DataverseError(412, '0x80040237', `Cannot insert duplicate key. A row of ${table} with this id exists already.`);

export const duplicateAlternateKey = (keyName: string, columns: readonly string[]): DataverseError =>
  new DataverseError(
    412,
    '0x80060892',
    `A record that has the attribute values ${columns.join(', ')} already exists. The entity key ${keyName} requires that this set of attributes contains unique values. Select unique values and try again.`,
  );

export const versionMismatch = (): DataverseError =>
  new DataverseError(
    412,
    '0x80060882',
    "The version of the existing record doesn't match the RowVersion property provided.",
  );

/** A precondition header that does not name a version: the row is there although it must not be. */
export const rowExistsAlready = (): DataverseError =>
  new DataverseError(412, '0x80040237', 'A record with matching key values already exists.');

/** Bad query option, column name or literal. */
export const badQuery = (message: string): DataverseError => new DataverseError(400, '0x80060888', message);

/** The database would keep a text only up to this character. That the platform refuses it is inferred. */
export const nulInText = (): DataverseError =>
  new DataverseError(400, '0x80040203', 'A text cannot hold the character U+0000.');

/** Conditions nested too deep, or more of anything than the database takes in one statement. The code is inferred. */
export const queryTooComplex = (): DataverseError =>
  new DataverseError(400, '0x8004430c', 'The query is too complex: it nests or joins too much. Ask for less at once.');

export const unknownProperty = (property: string, table: string): DataverseError =>
  badQuery(`Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${table}'.`);

export const noSuchSegment = (segment: string): DataverseError =>
  new DataverseError(404, '0x8006088a', `Resource not found for the segment '${segment}'.`);

/** A row that is there, but not where the address looks for it. Code and text are inferred. */
export const notRelatedBy = (navigation: string, table: string, id: Guid): DataverseError =>
  new DataverseError(404, '0x80040217', `${table} With Id = ${id} is not related by '${navigation}'.`);

/** The status is inferred. */
export const addressTooLong = (length: number, maximum: number): DataverseError =>
  new DataverseError(
    414,
    '0x80060888',
    `The address has ${length} characters, and ${maximum} are allowed. Send the request inside of a $batch.`,
  );

/** Bad body. */
export const badPayload = (table: string | undefined, detail: string): DataverseError =>
  new DataverseError(
    400,
    '0x80048d19',
    `Error identified in Payload provided by the user for Entity :'${table ?? ''}', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ----> InnerException : Microsoft.Crm.CrmException: ${detail}`,
  );

export const invalidPayloadProperty = (property: string, table: string): DataverseError =>
  badPayload(table, `Invalid property '${property}' was found in entity 'Microsoft.Dynamics.CRM.${table}'.`);

export const undeclaredNavigation = (property: string, table: string): DataverseError =>
  badPayload(
    table,
    `An undeclared property '${property}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.`,
  );

/** `@odata.type` names another table. The text is that of the OData library; the code is inferred. */
export const notOfType = (given: string, expected: string): DataverseError =>
  badPayload(
    expected,
    `A resource with type 'Microsoft.Dynamics.CRM.${given}' was found, but it is not assignable to the expected type 'Microsoft.Dynamics.CRM.${expected}'.`,
  );

/** A column that callers read only, where leaving it out would leave nothing to do. The code is inferred. */
export const cannotBeWritten = (column: string, table: string): DataverseError =>
  badPayload(table, `The property '${column}' cannot be written.`);

export const wrongColumnType = (column: string, table: string, expected: string): DataverseError =>
  badPayload(table, `Cannot convert the value of '${column}' to the expected type '${expected}'.`);

export const textTooLong = (column: string, table: string, length: number, maximum: number): DataverseError =>
  new DataverseError(
    400,
    '0x80044331',
    `A validation error occurred. The length of the '${column}' attribute of the '${table}' entity exceeded the maximum allowed length of '${maximum}' (it is ${length}).`,
  );

export const wholeNumberOutOfRange = (column: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x8004432f',
    `A validation error occurred. The value of '${column}' on record of type '${table}' is outside the valid range.`,
  );

export const decimalOutOfRange = (column: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80044330',
    `A validation error occurred. The value of '${column}' on record of type '${table}' is outside the valid range.`,
  );

export const notAChoiceValue = (
  column: string,
  table: string,
  value: unknown,
  allowed: readonly number[],
): DataverseError =>
  new DataverseError(
    400,
    '0x8004431a',
    `A validation error occurred. The value ${String(value)} of '${column}' on record of type '${table}' is outside the valid range. Accepted Values: ${allowed.join(',')}`,
  );

export const statusNotValidForState = (table: string, status: number, state: number): DataverseError =>
  new DataverseError(400, '0x80048408', `${status} is not a valid status code for state code ${state} on ${table}.`);

/** The text is the platform's; the code is inferred. */
export const useCloseIncident = (): DataverseError =>
  new DataverseError(
    400,
    '0x80040203',
    'This message can not be used to set the state of incident to Resolved. In order to set state of incident to Resolved, use the CloseIncidentRequest message instead.',
  );

/** More bytes than a file column or a block takes. The code is inferred. */
export const fileTooLarge = (message: string): DataverseError => new DataverseError(400, '0x80044a02', message);

/** A picture that is too large or none at all. Source: Microsoft Learn, "Use image column data"; the status is inferred. */
export const imageNotProcessed = (reason: string): DataverseError =>
  new DataverseError(400, '0x80072553', `Error occured when processing image. Reason: ${reason}`);

/** Source: the same page; the status is inferred. */
export const notThePrimaryImage = (column: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80090487',
    `Non-primary image attribute ${column} of entity ${table} is not allowed to upload during Create operation.`,
  );

export const missingArgument = (message: string): DataverseError => new DataverseError(400, '0x80040203', message);

/** Source of the code: Microsoft Learn, "Web service error codes", DuplicateRecord. */
export const alreadyRelated = (relationship: string): DataverseError =>
  new DataverseError(
    412,
    '0x80040237',
    `Cannot insert duplicate key. The rows are related by ${relationship} already.`,
  );

export const unknownRelationship = (relationship: string, table: string, related: string): DataverseError =>
  new DataverseError(
    400,
    '0x80041102',
    `No many-to-many relationship '${relationship}' between '${table}' and '${related}' was found in the MetadataCache.`,
  );

/** Rows of intersect tables come and go by associating. The code is the platform's; the status is inferred. */
export const intersectIsReadOnly = (message: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80040800',
    `The '${message}' method does not support entities of type '${table}'. MessageProcessorCache returned MessageProcessor.Empty.`,
  );

export const deleteRestricted = (table: string, referencing: string): DataverseError =>
  new DataverseError(
    405,
    '0x80040227',
    `The object you tried to delete is associated with another object and cannot be deleted: rows of ${referencing} refer to this row of ${table}.`,
  );

/** Source: Microsoft Learn, "Web service error codes", AccountLoopBeingCreated; that other tables have the same code is inferred. */
export const loopInHierarchy = (table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80040507',
    `Creating this parental association would create a loop in ${table} hierarchy.`,
  );

export const methodNotAllowed = (method: string, what: string): DataverseError =>
  new DataverseError(405, '0x80040227', `The requested resource does not support http method '${method}': ${what}.`);

export const unknownTable = (logicalName: string): DataverseError =>
  new DataverseError(
    400,
    '0x80041102',
    `The entity with a name = '${logicalName}' was not found in the MetadataCache.`,
  );

/** FetchXML that does not say what it should. */
export const invalidFetchXml = (detail: string): DataverseError =>
  new DataverseError(400, '0x80041110', `Malformed FetchXml: ${detail}`);

export const unknownFetchAttribute = (column: string, table: string): DataverseError =>
  new DataverseError(
    400,
    '0x80041103',
    `'${table}' entity doesn't contain attribute with Name = '${column}' and NameMapping = 'Logical'.`,
  );
