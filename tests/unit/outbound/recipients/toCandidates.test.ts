import { RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { needsFormattedValues, toODataOptions, toRecipientQuery } from '../../../../outbound/recipients/recipientQuery';
import { parseRecipientSources } from '../../../../outbound/recipients/parseRecipientSources';
import { toCandidate, type CandidateContext } from '../../../../outbound/recipients/toCandidates';
import { codeOf } from '../../../builders/errors';
import { accountRow, caseRow, contactRow, mobileNumber } from '../../../builders/rows';

const { incident, contact, account, lead } = RECIPIENT_SOURCES;
const ofCase = (facts: Record<string, unknown>) => toCandidate(incident, caseRow(facts));
const companyCase = (facts: Record<string, unknown>): Record<string, unknown> => ({
  customerid_contact: null,
  ...facts,
});

describe('toCandidate', () => {
  it('takes number, consent, locale and names of a case from the customer contact', () => {
    expect(toCandidate(incident, caseRow())).toMatchObject({
      sourceTable: 'incident',
      sourceName: 'Parcel lost',
      person: { table: 'contact', id: 'c0000000-0000-4000-8000-000000000001' },
      recipientName: 'Siti Rahayu',
      rawNumber: mobileNumber(1),
      numberColumn: 'customerid_contact.mobilephone',
      optIn: true,
      consentColumn: 'customerid_contact.donotphone',
      lcid: 1057,
      regarding: { table: 'incident', id: '10000000-0000-4000-8000-000000000001' },
    });
  });

  it('offers the case’s and the person’s values as slugs', () => {
    expect(Object.fromEntries(toCandidate(incident, caseRow()).slugs)).toEqual({
      CaseName: 'Parcel lost',
      CaseNumber: 'CAS-01001',
      CustomerName: 'Siti Rahayu',
      FirstName: 'Siti',
      LastName: 'Rahayu',
      'FullName{Customer}': 'Siti Rahayu',
      'FirstName{Customer}': 'Siti',
      'LastName{Customer}': 'Rahayu',
    });
  });

  it('gives empty texts for names that are missing', () => {
    const { slugs } = ofCase({
      customerid_contact: contactRow({ fullname: 'Sukarno', firstname: null, lastname: 'Sukarno' }),
    });
    expect([...slugs.values()]).toContain('');
    expect(Object.fromEntries(slugs)).toMatchObject({ FirstName: '', LastName: 'Sukarno', CustomerName: 'Sukarno' });
  });

  describe('for a case whose customer is an account', () => {
    const primary = contactRow({ fullname: 'Primary', mobilephone: mobileNumber(2) });
    const named = contactRow({ fullname: 'Named on case', mobilephone: mobileNumber(3) });

    it('prefers the contact named on the case', () => {
      const candidate = ofCase(
        companyCase({ primarycontactid: named, customerid_account: accountRow({ primarycontactid: primary }) }),
      );
      expect(candidate).toMatchObject({ recipientName: 'Named on case', numberColumn: 'primarycontactid.mobilephone' });
    });

    it('takes the account’s primary contact next', () => {
      const candidate = ofCase(companyCase({ customerid_account: accountRow({ primarycontactid: primary }) }));
      expect(candidate).toMatchObject({
        recipientName: 'Primary',
        numberColumn: 'customerid_account.primarycontactid.mobilephone',
      });
    });

    it('takes the account’s own number and consent when its contact has no number', () => {
      const mute = contactRow({ mobilephone: ' ', donotphone: true });
      const candidate = ofCase(companyCase({ customerid_account: accountRow({ primarycontactid: mute }) }));
      expect(candidate).toMatchObject({
        recipientName: 'Toko Maju',
        numberColumn: 'customerid_account.telephone1',
        optIn: true,
        consentColumn: 'customerid_account.donotphone',
      });
    });

    it('does not go round a primary contact who has a number and opted out', () => {
      const optedOut = contactRow({ donotphone: true });
      const candidate = ofCase(companyCase({ customerid_account: accountRow({ primarycontactid: optedOut }) }));
      expect(candidate).toMatchObject({ person: { table: 'contact' }, optIn: false });
    });

    it('names the first person when nobody has a number', () => {
      const mute = contactRow({ fullname: 'Primary', mobilephone: null });
      const candidate = ofCase(
        companyCase({ customerid_account: accountRow({ telephone1: null, primarycontactid: mute }) }),
      );
      expect(candidate).toMatchObject({ recipientName: 'Primary' });
      expect(candidate.rawNumber).toBeUndefined();
    });
  });

  it('writes to nobody in the place of a customer contact without a number', () => {
    const candidate = ofCase({
      customerid_contact: contactRow({ mobilephone: null }),
      primarycontactid: contactRow({ fullname: 'Somebody else', mobilephone: mobileNumber(9) }),
    });
    expect(candidate.recipientName).toBe('Siti Rahayu');
    expect(candidate.rawNumber).toBeUndefined();
  });

  it('has no person for a case without a customer', () => {
    expect(ofCase({ customerid_contact: null }).person).toBeUndefined();
  });

  it.each([
    ['false', false, true, true],
    ['true', true, false, true],
    ['empty', null, true, true],
    ['not read', undefined, false, false],
    ['a text', 'false', false, false],
  ])('reads donotphone %s as opt-in %s', (_what, donotphone, optIn, isConsentKnown) => {
    expect(toCandidate(contact, contactRow({ donotphone }))).toMatchObject({ optIn, isConsentKnown });
  });

  it.each([
    [1057, 1057],
    ['1033', 1033],
    [null, undefined],
    [0, undefined],
    ['en-US', undefined],
    [-1, undefined],
  ])('reads the preferred LCID %j as %j', (value, lcid) => {
    expect(toCandidate(contact, contactRow({ mspp_userpreferredlcid: value })).lcid).toBe(lcid);
  });

  it('reads codes and names of the organisation’s languages, and says when it knows no such language', () => {
    const languages = toLanguageTable([{ lcid: 1057, code: 'id-id', name: 'Indonesian - Indonesia' }]);
    const read = (locale: unknown) =>
      toCandidate(contact, contactRow({ mspp_userpreferredlcid: locale }), { languages });
    expect(read('id_ID')).toMatchObject({ lcid: 1057 });
    expect(read('Indonesian')).toMatchObject({ lcid: 1057 });
    expect(read('Klingon')).toMatchObject({ isLocaleUnknown: true });
    expect(read('Klingon').lcid).toBeUndefined();
    expect(read(null)).not.toHaveProperty('isLocaleUnknown');
  });

  it('does without the preferred LCID where the organisation has no such column', () => {
    const row = { ...contactRow() } as Record<string, unknown>;
    delete row.mspp_userpreferredlcid;
    expect(toCandidate(contact, row).lcid).toBeUndefined();
  });

  it('takes an account’s primary contact before the account itself', () => {
    const primary = contactRow({ fullname: 'Primary' });
    expect(toCandidate(account, accountRow({ primarycontactid: primary })).recipientName).toBe('Primary');
    expect(toCandidate(account, accountRow())).toMatchObject({
      recipientName: 'Toko Maju',
      regarding: { table: 'account' },
    });
  });

  it('takes everything about a lead from the lead itself', () => {
    const { table, regardingRelationship } = lead;
    const row = {
      leadid: 'l1',
      subject: 'Wants a quote',
      companyname: 'Toko Maju',
      fullname: 'Siti Rahayu',
      firstname: 'Siti',
      lastname: 'Rahayu',
      mobilephone: mobileNumber(1),
      donotphone: true,
    };
    expect({ table, regardingRelationship }).toEqual({
      table: 'lead',
      regardingRelationship: 'lead_msdyn_ocoutboundmessages',
    });
    const candidate = toCandidate(lead, row);
    expect(candidate).toMatchObject({
      sourceName: 'Wants a quote',
      person: { table: 'lead', id: 'l1' },
      optIn: false,
      regarding: { table: 'lead', id: 'l1' },
    });
    expect(Object.fromEntries(candidate.slugs)).toMatchObject({ LeadTopic: 'Wants a quote', CompanyName: 'Toko Maju' });
  });

  describe('for slugs of columns that are no plain text', () => {
    const languages = toLanguageTable([
      { lcid: 1033, code: 'en-us', name: 'English' },
      { lcid: 1057, code: 'id-id', name: 'Indonesian' },
    ]);
    const source = parseRecipientSources(
      JSON.stringify({
        sources: {
          new_visit: {
            id: 'new_visitid',
            name: 'new_name',
            recipients: [
              {
                path: [{ property: 'new_Patient', table: 'contact' }],
                id: 'contactid',
                number: 'mobilephone',
                consent: { column: 'new_smsoptin', allowedWhen: true },
                names: { full: 'fullname' },
                locale: 'new_language',
                timeZone: 'new_timezone',
              },
            ],
            slugs: {
              Status: { column: 'statuscode', kind: 'choice' },
              Doctor: { column: 'new_doctor', kind: 'lookup' },
              Fee: { column: 'new_fee', kind: 'money' },
              At: { column: 'new_at', kind: 'date-time' },
            },
          },
        },
      }),
    ).get('new_visit')!;
    const row = {
      new_visitid: 'v1',
      statuscode: 3,
      'statuscode@OData.Community.Display.V1.FormattedValue': 'Dijadwalkan',
      _new_doctor_value: 'd1',
      '_new_doctor_value@OData.Community.Display.V1.FormattedValue': 'Dr. Sari',
      new_fee: 250_000,
      transactioncurrencyid: { isocurrencycode: 'IDR', currencyprecision: 0 },
      new_at: '2026-03-12T17:05:00Z',
      new_Patient: { contactid: 'c1', mobilephone: '0812', new_smsoptin: true, new_language: 'id_ID' },
    };
    const slugsOf = (facts: object, context: CandidateContext = {}) =>
      Object.fromEntries(toCandidate(source, { ...row, ...facts }, { languages, ...context }).slugs);

    it('reads them with what their text is made of', () => {
      const query = toODataOptions(toRecipientQuery(source));
      expect(query).toContain('$select=new_visitid,new_name,statuscode,_new_doctor_value,new_fee,new_at&');
      expect(query).toContain('transactioncurrencyid($select=isocurrencycode,currencyprecision)');
      expect(needsFormattedValues(source)).toBe(true);
      expect(needsFormattedValues(contact)).toBe(false);
    });

    it('writes them in the recipient’s language and the time zone of the settings', () => {
      expect(slugsOf({}, { timeZone: 'Asia/Jakarta' })).toMatchObject({
        Status: 'Dijadwalkan',
        Doctor: 'Dr. Sari',
        Fee: 'IDR 250.000',
        At: '13 Maret 2026, 00:05',
      });
    });

    it('writes them in the language of the text they will stand in, once that is known', () => {
      expect(slugsOf({}, { readingLcid: () => 1033 })).toMatchObject({
        Fee: 'IDR 250,000',
        At: 'March 12, 2026, 17:05',
      });
    });

    it('prefers the recipient’s own time zone, where it is one', () => {
      const at = (zone: string) => slugsOf({ new_Patient: { ...row.new_Patient, new_timezone: zone } }).At;
      expect(at('Asia/Makassar')).toBe('13 Maret 2026, 01:05');
      expect(at('somewhere')).toBe('12 Maret 2026, 17:05');
    });

    it('refuses a time zone of the settings that is none', () => {
      expect(codeOf(() => slugsOf({}, { timeZone: 'Jakarta' }))).toBe('time-zone-invalid');
    });

    it('takes an empty consent for no where the column is one that permits', () => {
      const optIn = (value: unknown) =>
        toCandidate(source, { ...row, new_Patient: { ...row.new_Patient, new_smsoptin: value } }).optIn;
      expect([true, false, null, undefined].map(optIn)).toEqual([true, false, false, false]);
    });
  });

  it('refuses a row without its key', () => {
    expect(codeOf(() => toCandidate(contact, contactRow({ contactid: undefined })))).toBe('source-row-invalid');
  });
});
