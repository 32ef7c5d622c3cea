import type { RowBody, WebApiClient } from './client';
import { errorCode, uniqueName } from './client';

/**
 * Rows of two tables that are related in both directions, by `contactleads_association`: Microsoft Learn, "Associate and
 * disassociate table rows by using the Web API" and "Join tables using FetchXml", many-to-many relationships.
 */
export function describeManyToMany(client: () => WebApiClient): void {
  describe('many-to-many relationships', () => {
    const nav = 'contactleads_association';
    const newContact = (): Promise<string> => client().create('contacts', { lastname: uniqueName('Many') });
    const newLead = (subject = uniqueName('Lead')): Promise<string> =>
      client().create('leads', { subject, lastname: 'Many' });
    const leadsOf = async (contact: string): Promise<unknown[]> =>
      (await client().rows(`contacts(${contact})/${nav}?$select=leadid&$orderby=subject`)).map((row) => row.leadid);
    const reference = (set: string, id: string): RowBody => ({ '@odata.id': `${client().serviceRoot}${set}(${id})` });
    const relate = (contact: string, lead: string) =>
      client().send('POST', `contacts(${contact})/${nav}/$ref`, reference('leads', lead));

    it('relate rows from either side, and list them from the other', async () => {
      const [contact, other, lead] = [await newContact(), await newContact(), await newLead()];
      expect((await relate(contact, lead)).status).toBe(204);
      const back = await client().send('POST', `leads(${lead})/${nav}/$ref`, reference('contacts', other));
      expect(back.status).toBe(204);
      expect(await leadsOf(contact)).toEqual([lead]);
      const contacts = await client().rows(`leads(${lead})/${nav}?$select=contactid`);
      expect(contacts.map((row) => row.contactid).sort()).toEqual([contact, other].sort());
      const links = await client().rows(`contacts(${contact})/${nav}/$ref`);
      expect(links).toEqual([reference('leads', lead)]);
      expect((await client().get(`leads(${lead})/${nav}/$count`)).text).toMatch(/^\ufeff?2$/);
    });

    it('refuse a pair that is there already, and rows that are not', async () => {
      const [contact, lead] = [await newContact(), await newLead()];
      await relate(contact, lead);
      const twice = await relate(contact, lead);
      expect([twice.status, errorCode(twice)]).toEqual([412, '0x80040237']);
      const nobody = await relate(contact, '11111111-2222-4333-8444-555555555555');
      expect([nobody.status, errorCode(nobody)]).toEqual([404, '0x80040217']);
    });

    it.each([
      ['the key behind the navigation property', (lead: string) => `(${lead})/$ref`],
      ['$id with an absolute address', (lead: string) => `/$ref?$id=${client().serviceRoot}leads(${lead})`],
      ['$id with a relative address', (lead: string) => `/$ref?$id=leads(${lead})`],
    ])('forget a pair named by %s, and leave the others', async (_what, pathOf) => {
      const [contact, lead, staying] = [await newContact(), await newLead(), await newLead()];
      await relate(contact, lead);
      await relate(contact, staying);
      expect((await client().send('DELETE', `contacts(${contact})/${nav}${pathOf(lead)}`)).status).toBe(204);
      expect(await leadsOf(contact)).toEqual([staying]);
      expect((await client().get(`leads(${lead})`)).status).toBe(200);
    });

    it('expand with options of their own', async () => {
      const contact = await newContact();
      const name = uniqueName('Expand');
      const leads = [await newLead(`${name} b`), await newLead(`${name} a`), await newLead('other')];
      for (const lead of leads) await relate(contact, lead);
      const options = `$select=subject;$filter=startswith(subject,'${name}');$orderby=subject;$top=1`;
      const { body } = await client().get(`contacts(${contact})?$select=contactid&$expand=${nav}(${options})`);
      expect((body[nav] as RowBody[]).map((row) => row.subject)).toEqual([`${name} a`]);
      const [both] = await client().rows(`contacts?$filter=contactid eq ${contact}&$expand=${nav}($select=leadid)`);
      expect((both?.[nav] as RowBody[]).length).toBe(3);
    });

    it('are filtered through with any and all', async () => {
      const name = uniqueName('Any');
      const contact = await newContact();
      const lonely = await newContact();
      await relate(contact, await newLead(name));
      await relate(contact, await newLead('other'));
      const either = `(contactid eq ${contact} or contactid eq ${lonely})`;
      const found = async (condition: string): Promise<unknown[]> =>
        (await client().rows(`contacts?$select=contactid&$filter=${either} and ${condition}`)).map(
          (row) => row.contactid,
        );
      expect(await found(`${nav}/any(l:l/subject eq '${name}')`)).toEqual([contact]);
      expect(await found(`${nav}/any()`)).toEqual([contact]);
      expect(await found(`${nav}/all(l:l/subject eq '${name}')`)).toEqual([lonely]);
      expect(await found(`not ${nav}/any(l:l/subject eq '${name}')`)).toEqual([lonely]);
    });

    it('are written along with a new row: created with it, and bound to it', async () => {
      const name = uniqueName('Deep');
      const bound = await newLead(`${name} bound`);
      const contact = await client().create('contacts', {
        lastname: name,
        [nav]: [{ subject: `${name} made`, lastname: 'Deep' }],
        [`${nav}@odata.bind`]: [`/leads(${bound})`],
      });
      const leads = await client().rows(`contacts(${contact})/${nav}?$select=subject&$orderby=subject`);
      for (const lead of leads) client().track('leads', String(lead.leadid));
      expect(leads.map((row) => row.subject)).toEqual([`${name} bound`, `${name} made`]);
    });

    it('join in FetchXML over the intersect table', async () => {
      const name = uniqueName('Fetch');
      const [contact, lead] = [await newContact(), await newLead(name)];
      await relate(contact, lead);
      const answer = await client().fetch(
        'contacts',
        `<fetch><entity name="contact"><attribute name="contactid"/><link-entity name="contactleads" from="contactid" to="contactid" intersect="true"><link-entity name="lead" from="leadid" to="leadid" alias="l"><attribute name="subject"/><filter><condition attribute="subject" operator="eq" value="${name}"/></filter></link-entity></link-entity></entity></fetch>`,
      );
      expect(answer.body.value).toEqual([expect.objectContaining({ contactid: contact, 'l.subject': name })]);
    });

    it('end when one of the rows is deleted', async () => {
      const [contact, lead] = [await newContact(), await newLead()];
      await relate(contact, lead);
      await client().send('DELETE', `leads(${lead})`);
      expect(await leadsOf(contact)).toEqual([]);
      const pairs = await client().rows(`contactleadscollection?$filter=contactid eq ${contact}`);
      expect(pairs).toEqual([]);
    });

    it('are described as definitions', async () => {
      const expected = {
        SchemaName: nav,
        RelationshipType: 'ManyToManyRelationship',
        IntersectEntityName: 'contactleads',
        Entity1LogicalName: 'contact',
        Entity1IntersectAttribute: 'contactid',
        Entity2LogicalName: 'lead',
        Entity2IntersectAttribute: 'leadid',
      };
      const [own] = await client().rows(
        `EntityDefinitions(LogicalName='lead')/ManyToManyRelationships?$filter=SchemaName eq '${nav}'`,
      );
      expect(own).toMatchObject(expected);
      const cast = 'Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata';
      const { body } = await client().get(`RelationshipDefinitions(SchemaName='${nav}')/${cast}`);
      expect(body).toMatchObject(expected);
      const table = await client().get("EntityDefinitions(LogicalName='contactleads')?$select=IsIntersect");
      expect(table.body.IsIntersect).toBe(true);
      const csdl = (await client().get('$metadata')).text;
      const type = /<EntityType Name="contact"[\s\S]*?<\/EntityType>/.exec(csdl)?.[0] ?? '';
      expect(type).toContain(`Name="${nav}" Type="Collection(mscrm.lead)"`);
    });

    it('keep their pairs to themselves: rows of the intersect table are not written directly', async () => {
      const [contact, lead] = [await newContact(), await newLead()];
      const answer = await client().send('POST', 'contactleadscollection', { contactid: contact, leadid: lead });
      expect([answer.status >= 400, errorCode(answer)]).toEqual([true, '0x80040800']);
    });
  });
}
