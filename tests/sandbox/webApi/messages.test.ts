/** Room tests. Resolving a case, rows named by an alternate key, and how the messages stand in $metadata. */
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openSandboxHost } from '../../contract/webApi/openSandboxHost';

describe('Messages of the platform', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let incident = '';
  beforeAll(async () => {
    host = await openSandboxHost();
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());
  beforeEach(() => {
    const { rows } = host.dataverse;
    const contact = rows.create('contact', { lastname: 'Sari' });
    incident = rows.create('incident', { title: 'Lost parcel', customerid: { table: 'contact', id: contact } });
  });

  const close = (status: number, resolution: object = {}) =>
    client.send('POST', 'CloseIncident', {
      IncidentResolution: {
        '@odata.type': 'Microsoft.Dynamics.CRM.incidentresolution',
        subject: 'Found it',
        timespent: 15,
        'incidentid@odata.bind': `/incidents(${incident})`,
        ...resolution,
      },
      Status: status,
    });
  const caseState = (): unknown => {
    const { statecode, statuscode } = host.dataverse.rows.find('incident', incident)?.values ?? {};
    return { statecode, statuscode };
  };

  it.each([
    [5, 5],
    [1000, 1000],
    [-1, 5],
  ])('resolve a case with status %s as %s, and tell how in an activity', async (status, expected) => {
    expect((await close(status)).status).toBe(204);
    expect(caseState()).toEqual({ statecode: 1, statuscode: expected });
    const [resolution] = host.dataverse.rows.findWhere('incidentresolution', { incidentid: incident });
    expect(resolution?.values).toMatchObject({ subject: 'Found it', timespent: 15, statecode: 1, statuscode: 2 });
    expect(host.dataverse.rows.find('activitypointer', resolution?.id ?? '')?.values).toMatchObject({
      activitytypecode: 'incidentresolution',
      regardingobjectid: { table: 'incident', id: incident },
    });
  });

  it.each([
    ['a status of another state', 1, {}, '0x80048408'],
    ['a resolution of nothing', 5, { 'incidentid@odata.bind': undefined }, '0x80040203'],
    ['an unknown column', 5, { nothing: 1 }, '0x80048d19'],
  ])('leave the case as it is for %s', async (_what, status, resolution, code) => {
    const answer = await close(status, resolution);
    expect(answer.status).toBe(400);
    expect(errorCode(answer)).toBe(code);
    expect(caseState()).toEqual({ statecode: 0, statuscode: 1 });
    expect(host.dataverse.rows.findWhere('incidentresolution', { incidentid: incident })).toEqual([]);
  });

  it('resolve a case once', async () => {
    expect((await close(5)).status).toBe(204);
    expect((await close(5)).status).toBe(400);
    expect(host.dataverse.rows.findWhere('incidentresolution', { incidentid: incident })).toHaveLength(1);
  });

  it('resolve a case by CloseIncident only, and let it be canceled and changed by plain writes', async () => {
    const patch = (body: object) => client.send('PATCH', `incidents(${incident})`, body);
    const plain = await patch({ statecode: 1, statuscode: 5 });
    expect([plain.status, (plain.body.error as { message?: unknown }).message]).toEqual([
      400,
      'This message can not be used to set the state of incident to Resolved. In order to set state of incident to Resolved, use the CloseIncidentRequest message instead.',
    ]);
    expect(caseState()).toEqual({ statecode: 0, statuscode: 1 });
    expect((await patch({ statecode: 2, statuscode: 6 })).status).toBe(204);
    expect(caseState()).toEqual({ statecode: 2, statuscode: 6 });
  });

  it('cancel the resolution of a case that becomes active again, after which it may be resolved anew', async () => {
    await close(5);
    expect((await client.send('PATCH', `incidents(${incident})`, { statecode: 0, statuscode: 1 })).status).toBe(204);
    const states = (): unknown[] =>
      host.dataverse.rows.findWhere('incidentresolution', { incidentid: incident }).map((row) => row.values.statecode);
    expect(states()).toEqual([2]);
    expect((await close(1000)).status).toBe(204);
    expect(states()).toEqual([2, 1]);
  });

  it('take rows by an alternate key, and put its values into those they create', async () => {
    const { metadata } = host.dataverse;
    const account = metadata.table('account');
    if (account)
      metadata.save({ tables: [{ ...account, keys: [{ logicalName: 'bynumber', columns: ['accountnumber'] }] }] });
    const upsert = (name: string) =>
      client.send('POST', 'accounts/Microsoft.Dynamics.CRM.UpsertMultiple', {
        Targets: [
          { '@odata.type': 'Microsoft.Dynamics.CRM.account', '@odata.id': "accounts(accountnumber='A-1')", name },
        ],
      });
    expect((await upsert('First')).status).toBe(204);
    expect((await upsert('Second')).status).toBe(204);
    expect(await client.rows("accounts?$select=name&$filter=accountnumber eq 'A-1'")).toEqual([
      expect.objectContaining({ name: 'Second' }),
    ]);
  });

  it('stand in $metadata with what they are bound to and what they answer', async () => {
    const { text } = await client.get('$metadata');
    expect(text).toMatch(
      /<Action Name="CreateMultiple" IsBound="true">\s*<Parameter Name="entityset" Type="Collection\(mscrm.crmbaseentity\)"/,
    );
    expect(text).toMatch(/<EnumType Name="TargetFieldType">\s*<Member Name="All" Value="0" \/>/);
    expect(text).toMatch(
      /<Function Name="InitializeFrom">[\s\S]*?<ReturnType Type="mscrm.crmbaseentity" Nullable="false" \/>/,
    );
  });

  it('refuse GET, and members that an enumeration does not have', async () => {
    expect((await client.get('accounts/Microsoft.Dynamics.CRM.CreateMultiple')).status).toBe(405);
    const path = `InitializeFrom(EntityMoniker=@a,TargetEntityName='account',TargetFieldType=@b)?@a={'@odata.id':'incidents(${incident})'}&@b=Microsoft.Dynamics.CRM.TargetFieldType'Nothing'`;
    expect((await client.get(path)).status).toBe(400);
  });

  it('tell the organisation', async () => {
    const { body } = await client.get(
      "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')",
    );
    expect(body.Detail).toMatchObject({ OrganizationId: expect.stringMatching(/^[0-9a-f-]{36}$/), State: 'Enabled' });
  });
});
