import { optionalColumns, toODataOptions, toRecipientQuery } from '../../../../outbound/recipients/recipientQuery';
import {
  fillableSlugs,
  findRecipientSource,
  RECIPIENT_SOURCES,
} from '../../../../outbound/recipients/recipientSources';

const hasPowerPages = () => true;
const lacksPowerPages = (_table: string, column: string) => column !== 'mspp_userpreferredlcid';

describe('toRecipientQuery', () => {
  it('reads a case with its customer, its contact, and the account’s primary contact', () => {
    expect(toODataOptions(toRecipientQuery(RECIPIENT_SOURCES.incident, lacksPowerPages))).toBe(
      '$select=incidentid,title,ticketnumber&$expand=' +
        'customerid_contact($select=contactid,fullname,firstname,lastname,mobilephone,donotphone),' +
        'primarycontactid($select=contactid,fullname,firstname,lastname,mobilephone,donotphone),' +
        'customerid_account($select=accountid,name,telephone1,donotphone;' +
        '$expand=primarycontactid($select=contactid,fullname,firstname,lastname,mobilephone,donotphone))',
    );
  });

  it('asks for the preferred LCID where the organisation has it', () => {
    expect(toRecipientQuery(RECIPIENT_SOURCES.contact, hasPowerPages).select).toContain('mspp_userpreferredlcid');
    expect(toRecipientQuery(RECIPIENT_SOURCES.contact, lacksPowerPages).select).not.toContain('mspp_userpreferredlcid');
  });

  it('names the columns that may be absent, so that metadata can be asked', () => {
    expect(optionalColumns(RECIPIENT_SOURCES.incident)).toEqual([
      { table: 'contact', column: 'mspp_userpreferredlcid' },
    ]);
  });

  it('asks for no column twice', () => {
    const { select } = toRecipientQuery(RECIPIENT_SOURCES.account);
    expect(select).toEqual([...new Set(select)]);
  });

  it('has no expand where everything is on the row', () => {
    expect(toODataOptions(toRecipientQuery(RECIPIENT_SOURCES.contact))).not.toContain('$expand');
  });
});

describe('findRecipientSource', () => {
  it('knows the tables that can be messaged, and no others', () => {
    expect(findRecipientSource('incident')).toBe(RECIPIENT_SOURCES.incident);
    expect(findRecipientSource('systemuser')).toBeUndefined();
    expect(findRecipientSource('constructor')).toBeUndefined();
  });
});

describe('fillableSlugs', () => {
  it('offers a case’s own values before the person’s', () => {
    expect(fillableSlugs(RECIPIENT_SOURCES.incident)).toEqual([
      'CaseName',
      'CaseNumber',
      'CustomerName',
      'FirstName',
      'LastName',
      'FullName{Customer}',
      'FirstName{Customer}',
      'LastName{Customer}',
    ]);
  });
});
