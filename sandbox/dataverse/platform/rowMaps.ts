/**
 * Room sandbox/dataverse, platform. Which values of a row a new row beside or below it starts with, by table and table.
 * Differs from the platform: it keeps such maps as rows (`entitymap`, `attributemap`) that makers can change; here they are the
 * columns of the same name that Microsoft's maps hold, as far as they are known (inferred from the forms).
 */

const ADDRESS = ['line1', 'line2', 'line3', 'city', 'stateorprovince', 'postalcode', 'country'].map(
  (part) => `address1_${part}`,
);

const MAPS: Readonly<Record<string, readonly string[]>> = {
  'account account': [
    ...ADDRESS,
    'telephone1',
    'fax',
    'websiteurl',
    'transactioncurrencyid',
    'preferredcontactmethodcode',
  ],
  'account contact': [...ADDRESS, 'telephone1', 'fax', 'websiteurl', 'transactioncurrencyid'],
  'contact contact': [...ADDRESS, 'telephone1', 'fax', 'websiteurl', 'transactioncurrencyid'],
  'contact account': [...ADDRESS, 'telephone1', 'fax', 'websiteurl', 'transactioncurrencyid'],
  'lead account': [...ADDRESS, 'telephone1', 'fax', 'websiteurl', 'transactioncurrencyid'],
  'lead contact': [...ADDRESS, 'firstname', 'lastname', 'jobtitle', 'telephone1', 'mobilephone', 'emailaddress1'],
  'incident incident': ['title', 'customerid', 'caseorigincode', 'casetypecode', 'prioritycode', 'description'],
};

/** Names of the columns; none for tables without a map. */
export const mappedColumns = (source: string, target: string): readonly string[] => MAPS[`${source} ${target}`] ?? [];
