import { openDataverse, type OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../../sandbox/dataverse/platform/events';

describe('The platform’s own logic', () => {
  let dataverse: OpenedDataverse;
  beforeEach(() => {
    let count = 0;
    const newId = (): string => `00000000-0000-4000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
    dataverse = openDataverse({ file: ':memory:', clock: () => new Date('2026-03-02T12:00:00Z'), newId });
    registerPlatformEvents(dataverse);
  });
  afterEach(() => dataverse.close());

  const valuesOf = (table: string, id: string) => dataverse.rows.find(table, id)?.values ?? {};

  it('composes the full name of a contact and keeps it up with changes of either part', () => {
    const id = dataverse.rows.create('contact', { firstname: 'Siti', lastname: 'Aminah' });
    expect(valuesOf('contact', id).fullname).toBe('Siti Aminah');
    dataverse.rows.update('contact', id, { firstname: null });
    expect(valuesOf('contact', id).fullname).toBe('Aminah');
    dataverse.rows.update('contact', id, { jobtitle: 'Guru' });
    expect(valuesOf('contact', id).fullname).toBe('Aminah');
  });

  it('composes an address from the parts that are there', () => {
    const id = dataverse.rows.create('contact', {
      lastname: 'A',
      address1_line1: 'Jl. Merdeka 1',
      address1_city: 'Bandung',
      address1_postalcode: '40111',
      address1_country: 'Indonesia',
    });
    expect(valuesOf('contact', id).address1_composite).toBe('Jl. Merdeka 1\r\nBandung, 40111\r\nIndonesia');
  });

  it('numbers cases in order, with a suffix, and leaves a given number alone', () => {
    const customerid = { table: 'contact', id: dataverse.rows.create('contact', { lastname: 'A' }) };
    const numbers = [1, 2].map(() =>
      String(valuesOf('incident', dataverse.rows.create('incident', { title: 'Lost', customerid })).ticketnumber),
    );
    expect(numbers[0]).toMatch(/^CAS-01001-[0-9A-Z]{6}$/);
    expect(numbers[1]).toMatch(/^CAS-01002-[0-9A-Z]{6}$/);
    expect(numbers[0]?.slice(-6)).not.toBe(numbers[1]?.slice(-6));
    const given = dataverse.rows.create('incident', { title: 'Lost', customerid, ticketnumber: 'OLD-7' });
    expect(valuesOf('incident', given).ticketnumber).toBe('OLD-7');
  });

  it('shows the id of an outbound configuration in its own column once it is saved', () => {
    const id = dataverse.rows.create('msdyn_ocoutboundconfiguration', { msdyn_name: 'Case created' });
    expect(valuesOf('msdyn_ocoutboundconfiguration', id).msdyn_displayoutboundconfigurationid).toBe(id);
  });

  it('fills language code and references of a localized text', () => {
    const message = dataverse.rows.create('msdyn_ocsystemmessage', { msdyn_name: 'T', msdyn_messagetext: 'Hi' });
    const language = dataverse.rows.findWhere('msdyn_oclanguage', { msdyn_localeid: 1057 })[0];
    const id = dataverse.rows.create('msdyn_oclocalizationdata', {
      msdyn_localizedtext: 'Halo',
      msdyn_systemmessageid: { table: 'msdyn_ocsystemmessage', id: message },
      msdyn_customerlanguageid: { table: 'msdyn_oclanguage', id: language?.id ?? '' },
    });
    expect(valuesOf('msdyn_oclocalizationdata', id)).toMatchObject({
      msdyn_languagecode: 1057,
      msdyn_entityname: 'msdyn_ocsystemmessage',
      msdyn_entitycolumnname: 'msdyn_messagetext',
      msdyn_entityrecordid: message,
    });
  });

  it('notes what a note is about and how large its file is', () => {
    const contact = dataverse.rows.create('contact', { lastname: 'A' });
    const id = dataverse.rows.create('annotation', {
      objectid: { table: 'contact', id: contact },
      documentbody: Buffer.from('12345').toString('base64'),
      filename: 'a.txt',
    });
    expect(valuesOf('annotation', id)).toMatchObject({ objecttypecode: 'contact', isdocument: true, filesize: 5 });
  });
});
