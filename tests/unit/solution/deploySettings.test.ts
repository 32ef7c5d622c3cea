/** Room tests. The settings file of a deployment: what is taken, what is refused and where, and that no value is repeated. */
import fc from 'fast-check';
import { SettingsInvalidError, type SettingsProblem } from '../../../solution/tools/deploy/errors';
import { VARIABLE_TYPE } from '../../../solution/tools/deploy/readPackage';
import { repeatedKeys } from '../../../solution/tools/deploy/repeatedKeys';
import { parseSettings } from '../../../solution/tools/deploy/settings';
import { deployPackage } from './deployPackage';

const parse = (settings: unknown) => parseSettings(JSON.stringify(settings), 'settings.json', deployPackage());

const variable = (SchemaName: unknown, Value: unknown) => ({ EnvironmentVariables: [{ SchemaName, Value }] });

function problemsOf(run: () => unknown): readonly SettingsProblem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof SettingsInvalidError) return error.problems;
    throw error;
  }
  throw new Error('The settings were taken.');
}

const pathsOf = (settings: unknown): string[] => problemsOf(() => parse(settings)).map(({ path }) => path);

describe('parseSettings', () => {
  it.each<[type: string, name: string, given: unknown, kept: string]>([
    ['text', 'acme_Text', 'Asia/Jakarta', 'Asia/Jakarta'],
    ['a number', 'acme_Number', 30, '30'],
    ['a number as text', 'acme_Number', '30', '30'],
    ['yes or no', 'acme_YesNo', 'YES', 'yes'],
    ['a truth value', 'acme_YesNo', false, 'no'],
    ['JSON as an object', 'acme_Json', { a: [1] }, '{"a":[1]}'],
    ['JSON as text', 'acme_Json', '{"a":[1]}', '{"a":[1]}'],
    ['a secret, which is a reference to a key vault', 'acme_Secret', '/subscriptions/x', '/subscriptions/x'],
  ])('takes %s', (_type, name, given, kept) => {
    expect(parse(variable(name, given)).variables).toEqual([{ schemaName: name, value: kept }]);
  });

  it('takes names in any case, as the platform does', () => {
    expect(parse(variable('ACME_text', 'x')).variables).toEqual([{ schemaName: 'acme_Text', value: 'x' }]);
  });

  it('takes connection references, and the connector that the maker portal writes beside', () => {
    const entry = {
      LogicalName: 'acme_Dataverse',
      ConnectionId: 'c1',
      ConnectorId: '/providers/acme/apis/shared_acme',
    };
    expect(parse({ ConnectionReferences: [entry] }).connections).toEqual([
      { logicalName: 'acme_Dataverse', connectionId: 'c1' },
    ]);
  });

  it('leaves out what nobody filled in', () => {
    const settings = parse({
      ...variable('acme_Number', ''),
      ConnectionReferences: [{ LogicalName: 'acme_Dataverse', ConnectionId: '' }],
    });
    expect(settings).toEqual({ variables: [], connections: [] });
  });

  it('takes an empty file of settings', () => {
    expect(parse({})).toEqual({ variables: [], connections: [] });
  });

  it.each<[mistake: string, settings: unknown, path: string]>([
    ['a section that is not known', { Variables: [] }, 'Variables'],
    ['a section that is no list', { EnvironmentVariables: {} }, 'EnvironmentVariables'],
    ['an entry that is no object', { EnvironmentVariables: ['x'] }, 'EnvironmentVariables[0]'],
    [
      'a key that is not known',
      { EnvironmentVariables: [{ SchemaName: 'acme_Text', Value: 'x', Name: 1 }] },
      'EnvironmentVariables[0].Name',
    ],
    ['a variable that the package does not have', variable('acme_Other', 'x'), 'EnvironmentVariables[0].SchemaName'],
    ['a name that is missing', variable(undefined, 'x'), 'EnvironmentVariables[0].SchemaName'],
    ['a value that is missing', variable('acme_Text', undefined), 'EnvironmentVariables[0].Value'],
    ['text for a number', variable('acme_Number', 'ten'), 'EnvironmentVariables[0].Value'],
    ['a number for yes or no', variable('acme_YesNo', 1), 'EnvironmentVariables[0].Value'],
    ['text that is not JSON', variable('acme_Json', '{a}'), 'EnvironmentVariables[0].Value'],
    ['a value too long to be kept', variable('acme_Text', 'x'.repeat(2001)), 'EnvironmentVariables[0].Value'],
    [
      'a connection reference that the package does not have',
      { ConnectionReferences: [{ LogicalName: 'x', ConnectionId: 'y' }] },
      'ConnectionReferences[0].LogicalName',
    ],
    [
      'a connection that is no id',
      { ConnectionReferences: [{ LogicalName: 'acme_Dataverse', ConnectionId: 7 }] },
      'ConnectionReferences[0].ConnectionId',
    ],
    [
      'a connection of blanks',
      { ConnectionReferences: [{ LogicalName: 'acme_Dataverse', ConnectionId: '  ' }] },
      'ConnectionReferences[0].ConnectionId',
    ],
    [
      'a connection that nobody filled in',
      { ConnectionReferences: [{ LogicalName: 'acme_Dataverse', ConnectionId: '<id of the connection>' }] },
      'ConnectionReferences[0].ConnectionId',
    ],
    [
      'a connection of another connector',
      {
        ConnectionReferences: [
          { LogicalName: 'acme_Dataverse', ConnectionId: 'c1', ConnectorId: '/providers/Acme/apis/shared_other' },
        ],
      },
      'ConnectionReferences[0].ConnectorId',
    ],
    [
      'a reference that is connected twice, in whatever case',
      {
        ConnectionReferences: [
          { LogicalName: 'acme_Dataverse', ConnectionId: 'a' },
          { LogicalName: 'ACME_dataverse', ConnectionId: 'b' },
        ],
      },
      'ConnectionReferences[1].LogicalName',
    ],
  ])('names the path of %s', (_mistake, settings, path) => {
    expect(pathsOf(settings)).toEqual([path]);
  });

  it.each<[name: string, type: number, given: unknown, isTaken: boolean]>([
    ['acme_Number', VARIABLE_TYPE.number, '0x10', false],
    ['acme_Number', VARIABLE_TYPE.number, 1e21, false],
    ['acme_Number', VARIABLE_TYPE.number, ' -1.5 ', true],
    ['obm_RetentionDays', VARIABLE_TYPE.number, 0, true],
    ['obm_RetentionDays', VARIABLE_TYPE.number, '3650', true],
    ['obm_RetentionDays', VARIABLE_TYPE.number, 3651, false],
    ['obm_RetentionDays', VARIABLE_TYPE.number, -5, false],
    ['obm_RetentionDays', VARIABLE_TYPE.number, 1.5, false],
    ['obm_ClaimLeaseMinutes', VARIABLE_TYPE.number, 2, false],
    ['obm_ClaimLeaseMinutes', VARIABLE_TYPE.number, 1440, true],
    ['obm_DefaultCountry', VARIABLE_TYPE.text, 'Indonesia', false],
    ['obm_DefaultCountry', VARIABLE_TYPE.text, ' sg ', true],
    ['obm_TimeZone', VARIABLE_TYPE.text, 'Asia/Jakarta', true],
    ['obm_TimeZone', VARIABLE_TYPE.text, 'Asia/Jakatra', false],
    ['obm_TimeZone', VARIABLE_TYPE.text, '+07:00', false],
    ['obm_InvokeContactListEncoding', VARIABLE_TYPE.text, 'json', false],
    ['obm_InvokeContactListEncoding', VARIABLE_TYPE.text, 'Collection', true],
    ['obm_RecipientSources', VARIABLE_TYPE.json, 'null', false],
    ['obm_RecipientSources', VARIABLE_TYPE.json, '5', false],
    ['obm_RecipientSources', VARIABLE_TYPE.json, [], false],
    ['obm_RecipientSources', VARIABLE_TYPE.json, '{"sources":{}}', true],
  ])('judges %s by what it takes (type %d, %j): %s', (name, type, given, isTaken) => {
    const solution = deployPackage({ variables: new Map([[name, type]]) });
    const run = () => parseSettings(JSON.stringify(variable(name, given)), 'settings.json', solution);
    if (isTaken) expect(run().variables).toHaveLength(1);
    else expect(problemsOf(run).map(({ path }) => path)).toEqual(['EnvironmentVariables[0].Value']);
  });

  it.each<[limit: number | undefined, reserve: number | undefined, isTaken: boolean]>([
    [500, undefined, false],
    [undefined, 40_000, false],
    [500, 100, true],
    [1000, undefined, true],
    [undefined, undefined, true],
  ])('judges the limit %p and the reserve %p together, beside the defaults: %p', (limit, reserve, isTaken) => {
    const names = ['obm_RequestLimit', 'obm_EventReserve'];
    const solution = deployPackage({
      variables: new Map(names.map((name) => [name, VARIABLE_TYPE.number])),
      defaults: new Map([
        ['obm_RequestLimit', '30000'],
        ['obm_EventReserve', '1000'],
      ]),
    });
    const entries = [limit, reserve].map((Value, index) => ({ SchemaName: names[index], Value: Value ?? '' }));
    const run = () => parseSettings(JSON.stringify({ EnvironmentVariables: entries }), 'settings.json', solution);
    if (isTaken) expect(run).not.toThrow();
    else expect(problemsOf(run).map(({ path }) => path)).toEqual(['EnvironmentVariables']);
  });

  it.each<[string, string]>([
    ['{"Webhook": {"Url": "", "Key": "", "Url": ""}}', 'Webhook.Url'],
    ['{"ConnectionReferences": [], "Connection\\u0052eferences": []}', 'ConnectionReferences'],
    [
      '{"EnvironmentVariables": [{"SchemaName": "acme_Text", "Value": "{\\"a\\":1,"}, {"SchemaName": "acme_Text", "Value": "", "Value": ""}]}',
      'EnvironmentVariables[1].Value',
    ],
    [
      '{"EnvironmentVariables": [{"SchemaName": "acme_Json", "Value": {"a": [1, {"s3cret": 1, "s3cret": 2}]}}]}',
      'EnvironmentVariables[0].Value',
    ],
  ])('refuses a name that is there twice in %s', (text, path) => {
    const problems = problemsOf(() => parseSettings(text, 'settings.json', deployPackage()));
    expect(problems[0]).toEqual({ path, text: 'a name is there twice.' });
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });

  it('finds no name twice in any JSON that was written from a value', () => {
    fc.assert(fc.property(fc.json(), (text) => expect(repeatedKeys(text)).toEqual([])));
  });

  it('names every mistake at once, and a variable that is set twice', () => {
    const settings = {
      EnvironmentVariables: [
        { SchemaName: 'acme_Text', Value: 'a' },
        { SchemaName: 'acme_Number', Value: 'b' },
        { SchemaName: 'acme_Text', Value: 'c' },
      ],
    };
    expect(pathsOf(settings)).toEqual(['EnvironmentVariables[1].Value', 'EnvironmentVariables[2].SchemaName']);
  });

  it.each(['', '{"EnvironmentVariables": [{"SchemaName": "acme_Secret", "Value": "s3cret"', '[]', '"s3cret"'])(
    'refuses %j as a whole',
    (text) => {
      const problems = problemsOf(() => parseSettings(text, 'settings.json', deployPackage()));
      expect(problems).toEqual([{ path: '', text: expect.any(String) as string }]);
      expect(JSON.stringify(problems)).not.toContain('s3cret');
    },
  );

  it('repeats no value, whatever is wrong with it', () => {
    const names = ['acme_Text', 'acme_Number', 'acme_YesNo', 'acme_Json', 'acme_Secret', 'acme_None'];
    const value = fc.oneof(fc.constant('qzx'), fc.constant({ a: 'qzx' }), fc.constant(['qzx']), fc.constant('{qzx'));
    fc.assert(
      fc.property(fc.array(fc.record({ SchemaName: fc.constantFrom(...names), Value: value })), (entries) => {
        try {
          parse({ EnvironmentVariables: entries });
        } catch (error) {
          expect((error as Error).message).not.toContain('qzx');
        }
      }),
    );
  });
});
