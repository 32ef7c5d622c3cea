import { platformMetadata } from '../../../../sandbox/dataverse/platform';
import { readTableFiles } from '../../../../sandbox/dataverse/platform/readTableFiles';

const { tables = [], relationships = [], choices = [] } = platformMetadata();
const table = (name: string) => tables.find((one) => one.logicalName === name);

describe('platformMetadata', () => {
  it('gives every table labels in English and Indonesian, a key, a name column and a source', () => {
    // Rows of intersect tables have no names of their own.
    for (const one of tables.filter(({ isIntersect }) => !isIntersect)) {
      const columns = one.columns.map((column) => column.logicalName);
      expect([one.logicalName, columns.includes(one.primaryId), columns.includes(one.primaryName)]).toEqual([
        one.logicalName,
        true,
        true,
      ]);
      for (const labels of [
        one.displayName,
        one.displayCollectionName,
        ...one.columns.map((column) => column.displayName),
      ]) {
        expect(Object.keys(labels)).toEqual(['1033', '1057']);
        expect(Object.values(labels).every((label) => label.trim() !== '')).toBe(true);
      }
    }
    for (const file of readTableFiles())
      expect([file.schemaName, file.source.length > 20]).toEqual([file.schemaName, true]);
  });

  it('has no column, entity set, type code or relationship twice', () => {
    const unique = (values: readonly unknown[]): void => expect(new Set(values).size).toBe(values.length);
    unique(tables.map((one) => one.entitySetName));
    unique(tables.map((one) => one.objectTypeCode));
    unique(relationships.map((one) => one.schemaName));
    for (const one of tables) unique(one.columns.map((column) => column.logicalName));
  });

  it('relates only columns and tables that exist, by navigation properties that are unique in their table', () => {
    const seen = new Set<string>();
    for (const one of relationships) {
      expect(table(one.referencedTable)?.logicalName).toBe(one.referencedTable);
      const column = table(one.referencingTable)?.columns.find(
        (candidate) => candidate.logicalName === one.referencingColumn,
      );
      expect(column?.targets).toContain(one.referencedTable);
      const key = `${one.referencingTable}.${one.navigationProperty}`;
      expect([key, seen.has(key)]).toEqual([key, false]);
      seen.add(key);
    }
  });

  it('names only global choices that it has', () => {
    const names = choices.map((choice) => choice.name);
    for (const one of tables)
      for (const { globalChoice } of one.columns) if (globalChoice) expect(names).toContain(globalChoice);
  });

  it('pairs every state with a default status that belongs to it', () => {
    for (const one of tables) {
      const states = one.columns.find((column) => column.type === 'State')?.options ?? [];
      const statuses = one.columns.find((column) => column.type === 'Status')?.options ?? [];
      for (const state of states) {
        expect([one.logicalName, statuses.find((status) => status.value === state.defaultStatus)?.state]).toEqual([
          one.logicalName,
          state.value,
        ]);
      }
      for (const status of statuses) expect(states.map((state) => state.value)).toContain(status.state);
    }
  });

  it.each([
    [
      'msdyn_ocoutboundmessage',
      'msdyn_ocoutboundconfiguration',
      'msdyn_ocoutboundconfiguration',
      'msdyn_ocoutboundconfiguration_msdyn_ocoutboundmessage',
    ],
    ['msdyn_ocoutboundmessage', 'regardingobjectid', 'incident', 'regardingobjectid_incident_msdyn_ocoutboundmessage'],
    [
      'msdyn_ocoutboundmessage',
      'msdyn_occustomerlocale',
      'msdyn_oclanguage',
      'msdyn_occustomerlocale_msdyn_ocoutboundmessage',
    ],
    ['msdyn_ocoutboundconfiguration', 'msdyn_messagetemplate', 'msdyn_ocsystemmessage', 'msdyn_messagetemplate'],
    ['msdyn_ocsmschannelsetting', 'msdyn_phonenumberid', 'msdyn_ocphonenumber', 'msdyn_PhoneNumberId'],
    ['incident', 'customerid', 'contact', 'customerid_contact'],
    ['incident', 'primarycontactid', 'contact', 'primarycontactid'],
    ['contact', 'parentcustomerid', 'account', 'parentcustomerid_account'],
    ['phonecall', 'regardingobjectid', 'incident', 'regardingobjectid_incident_phonecall'],
    ['activitypointer', 'regardingobjectid', 'incident', 'regardingobjectid_incident'],
    ['annotation', 'objectid', 'incident', 'objectid_incident'],
    ['msdyn_ocliveworkitem', 'msdyn_customer', 'contact', 'msdyn_customer_msdyn_ocliveworkitem_contact'],
    ['msdyn_ocliveworkitem', 'msdyn_issueid', 'incident', 'msdyn_IssueId_msdyn_ocliveworkitem'],
  ])('calls the way from %s.%s to %s %s, as the platform does', (from, column, to, navigation) => {
    const found = relationships.find(
      (one) => one.referencingTable === from && one.referencingColumn === column && one.referencedTable === to,
    );
    expect(found?.navigationProperty).toBe(navigation);
  });

  it.each([
    ['incident_parent_incident', 'Cascade', undefined],
    ['incident_existingcase', 'RemoveLink', undefined],
    ['TransactionCurrency_Incident', 'Restrict', undefined],
    ['transactioncurrency_account', 'Restrict', undefined],
    ['contact_customer_accounts', 'Cascade', 'Cascade'],
    ['incident_customer_contacts', 'Cascade', 'Cascade'],
    ['account_parent_account', 'RemoveLink', 'Cascade'],
    ['Account_Annotation', 'Cascade', 'Cascade'],
  ])(
    'carries deleting and assigning on by %s as the platform does: %s, %s',
    (schemaName, cascadeDelete, cascadeAssign) => {
      const found = relationships.find((one) => one.schemaName === schemaName);
      expect([found?.cascadeDelete, found?.cascadeAssign]).toEqual([cascadeDelete, cascadeAssign]);
    },
  );

  it('keeps the names and values that sending depends on', () => {
    expect(table('msdyn_ocoutboundconfiguration')?.entitySetName).toBe('msdyn_ocoutboundconfigurationes');
    expect(relationships.find((one) => one.schemaName === 'incident_msdyn_ocoutboundmessages')).toMatchObject({
      referencedTable: 'incident',
      cascadeDelete: 'Cascade',
    });
    const channel = choices
      .find((choice) => choice.name === 'msdyn_streamsource')
      ?.options.map((option) => [option.value, option.label['1033']]);
    expect(channel).toEqual(
      expect.arrayContaining([
        [192340000, 'SMS'],
        [192300000, 'WhatsApp'],
      ]),
    );
    const limit = (name: string, column: string) =>
      table(name)?.columns.find((one) => one.logicalName === column)?.maxLength;
    expect(limit('msdyn_ocsystemmessage', 'msdyn_messagetext')).toBe(2000);
    expect(limit('msdyn_oclocalizationdata', 'msdyn_localizedtext')).toBe(1000);
  });

  it('leaves out the columns of the WhatsApp account that hold secrets', () => {
    const columns = table('msdyn_ocwhatsappchannelaccount')?.columns.map((column) => column.logicalName) ?? [];
    expect(columns).toContain('msdyn_providertype');
    expect(columns.filter((name) => /token|secret|sid|providerclient/.test(name))).toEqual([]);
  });
});
