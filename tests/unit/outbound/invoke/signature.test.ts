import { readActionSignature } from '../../../../outbound/invoke/signature';
import { codeOf } from '../../../builders/errors';

const document = (...elements: string[]): string =>
  `<?xml version="1.0"?><edmx:Edmx Version="4.0"><edmx:DataServices><Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm">` +
  `<EntityType Name="account" BaseType="mscrm.crmbaseentity" />${elements.join('')}` +
  `<EntityContainer Name="System"><ActionImport Name="msdyn_InvokeOutboundAPI" Action="Microsoft.Dynamics.CRM.msdyn_InvokeOutboundAPI" />` +
  `</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`;

const action = (...parameters: string[]): string =>
  `<Action Name="msdyn_InvokeOutboundAPI">${parameters.join('')}<ReturnType Type="mscrm.x" /></Action>`;

const settings =
  '<Parameter Name="OutboundSettingsRecord" Type="mscrm.msdyn_ocoutboundconfiguration" Nullable="false" />';
const list = '<Parameter Name="ContactList" Type="Edm.String" Nullable="false" Unicode="false" />';

describe('readActionSignature', () => {
  it('reads the shape inferred from the article', () => {
    expect(readActionSignature(document(action(settings, list)))).toEqual({
      actionName: 'msdyn_InvokeOutboundAPI',
      settingsParameter: 'OutboundSettingsRecord',
      settingsType: 'mscrm.msdyn_ocoutboundconfiguration',
      settingsEncoding: 'entity',
      contactListParameter: 'ContactList',
      contactListType: 'Edm.String',
      contactListEncoding: 'text',
    });
  });

  it.each([
    [
      'other names',
      action(settings.replace('OutboundSettingsRecord', 'Settings'), list.replace('ContactList', 'Contacts')),
    ],
    [
      'the list first',
      action(list.replace('ContactList', 'Contacts'), settings.replace('OutboundSettingsRecord', 'Settings')),
    ],
  ])('tells the parameters apart by their types: %s', (_what, element) => {
    expect(readActionSignature(document(element))).toMatchObject({
      settingsParameter: 'Settings',
      contactListParameter: 'Contacts',
    });
  });

  it.each(['Collection(mscrm.expando)', 'Collection(mscrm.crmbaseentity)', 'Collection(Edm.String)'])(
    'takes a list declared as %s for a collection',
    (type) => {
      expect(readActionSignature(document(action(settings, list.replace('Edm.String', type))))).toMatchObject({
        contactListEncoding: 'collection',
        contactListType: type,
      });
    },
  );

  it('takes a field with the configuration’s key for its id', () => {
    const id = '<Parameter Name="msdyn_ocoutboundconfigurationid" Type="Edm.Guid" />';
    expect(readActionSignature(document(action(id, list)))).toMatchObject({
      settingsParameter: 'msdyn_ocoutboundconfigurationid',
      settingsEncoding: 'id',
    });
  });

  it('reads attributes in any order and quotes, over several lines', () => {
    const element = `<Action\n  IsBound='false'\n  Name='msdyn_InvokeOutboundAPI'>\n${settings}\n${list}\n</Action>`;
    expect(readActionSignature(document(element)).contactListParameter).toBe('ContactList');
  });

  it('passes over bound actions, longer names and mentions elsewhere', () => {
    const bound = `<Action Name="msdyn_InvokeOutboundAPI" IsBound="true"><Parameter Name="entity" Type="mscrm.account" /></Action>`;
    const longer = action(list).replace('API"', 'APIOld"');
    const mention = '<!-- msdyn_InvokeOutboundAPI --><Annotations Target="mscrm.msdyn_InvokeOutboundAPI" />';
    expect(readActionSignature(document(bound, longer, mention, action(settings, list))).settingsEncoding).toBe(
      'entity',
    );
    expect(codeOf(() => readActionSignature(document(bound, longer, mention)))).toBe('action-missing');
  });

  it.each(['', 'not xml', document()])('says that the action is missing', (csdl) => {
    expect(codeOf(() => readActionSignature(csdl))).toBe('action-missing');
  });

  it.each([
    ['no parameters', '<Action Name="msdyn_InvokeOutboundAPI" />'],
    ['an empty element', '<Action Name="msdyn_InvokeOutboundAPI"></Action>'],
    [
      'two candidates for the list',
      action(settings, list.replace('ContactList', 'A'), list.replace('ContactList', 'B')),
    ],
    ['no settings', action(list)],
  ])('refuses to guess at %s', (_what, element) => {
    expect(codeOf(() => readActionSignature(document(element)))).toBe('action-shape-unknown');
  });

  it('lets a setting name the parameters and the encoding', () => {
    const element = action(settings, list.replace('ContactList', 'A'), list.replace('ContactList', 'B'));
    expect(
      readActionSignature(document(element), undefined, {
        contactListParameter: 'b',
        contactListEncoding: 'collection',
      }),
    ).toMatchObject({ contactListParameter: 'B', contactListEncoding: 'collection' });
  });

  it('refuses a setting that names no parameter of the action', () => {
    const csdl = document(action(settings, list));
    expect(codeOf(() => readActionSignature(csdl, undefined, { contactListParameter: 'Nope' }))).toBe(
      'action-shape-unknown',
    );
  });

  it('finds the action in 10 MB of other elements', () => {
    const filler = '<Action Name="other"><Parameter Name="a" Type="Edm.String" /></Action>'.repeat(150_000);
    expect(filler.length).toBeGreaterThan(10_000_000);
    expect(readActionSignature(document(filler, action(settings, list))).settingsParameter).toBe(
      'OutboundSettingsRecord',
    );
  });
});
