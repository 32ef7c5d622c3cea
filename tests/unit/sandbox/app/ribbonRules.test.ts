/**
 * @jest-environment jsdom
 *
 * Room tests. Which commands show, decided from rules and the page they stand on.
 */
import type { Session } from '../../../../sandbox/app/host/hostData';
import { createPrivileges } from '../../../../sandbox/app/host/privileges';
import { parseRules } from '../../../../sandbox/app/ribbon/parseRules';
import type { RibbonContext } from '../../../../sandbox/app/ribbon/ribbonContext';
import { resolveParameter } from '../../../../sandbox/app/ribbon/ribbonContext';
import type { Ribbon } from '../../../../sandbox/app/ribbon/ribbonModel';
import { evaluateCommand, type RuleHost } from '../../../../sandbox/app/ribbon/rules';

const row = (id: string) => ({ entityType: 'incident', id, name: `Case ${id}` });

const gridContext = (changes: Partial<RibbonContext> = {}): RibbonContext => ({
  place: 'grid',
  table: 'incident',
  tableTypeCode: 112,
  selectedControl: 'the grid',
  primaryControl: 'the grid',
  primary: undefined,
  allItems: [row('a1'), row('b2'), row('c3')],
  selectedItems: [row('b2')],
  formState: undefined,
  value: () => undefined,
  organization: { name: 'contoso', languageId: 1033 },
  userLanguageId: 1057,
  ...changes,
});

const formContext = (changes: Partial<RibbonContext> = {}): RibbonContext =>
  gridContext({ place: 'form', primary: row('b2'), formState: 'Existing', primaryControl: 'the form', ...changes });

const ruleHost = (changes: Partial<RuleHost> = {}): RuleHost => ({
  call: () => Promise.resolve(true),
  hasPrivilege: () => Promise.resolve(true),
  hasMiscellaneousPrivilege: () => true,
  wait: () => new Promise(() => undefined),
  ...changes,
});

const SESSION: Session = {
  userId: 'u',
  userName: 'Sari',
  languageId: 1033,
  organizationName: 'contoso',
  organizationId: 'o',
  organizationLanguageId: 1033,
  version: '9.2',
  isAdministrator: false,
  roles: [],
  privileges: {},
  tablePrivileges: {},
  users: [],
  contentId: 'now',
};

interface Rules {
  readonly enable?: string;
  readonly display?: string;
}

function decide({ enable, display }: Rules, context: RibbonContext, host: RuleHost = ruleHost()) {
  const parse = (xml: string, owner: 'enable' | 'display') => {
    return parseRules(new DOMParser().parseFromString(`<Rule>${xml}</Rule>`, 'application/xml').documentElement, owner);
  };
  const ribbon: Ribbon = {
    buttons: [],
    commands: new Map(),
    enableRules: new Map(enable === undefined ? [] : [['e', parse(enable, 'enable')]]),
    displayRules: new Map(display === undefined ? [] : [['d', parse(display, 'display')]]),
    labels: new Map(),
    hidden: new Set(),
    refused: [],
  };
  const command = {
    id: 'c',
    enableRules: enable === undefined ? [] : ['e'],
    displayRules: display === undefined ? [] : ['d'],
    actions: [],
  };
  return evaluateCommand(command, ribbon, context, host, 'button');
}

const shows = async (rules: Rules, context: RibbonContext, host?: RuleHost): Promise<boolean> =>
  (await decide(rules, context, host)).shows;

const CUSTOM =
  '<CustomRule Library="$webresource:contoso_/r.js" FunctionName="Contoso.can"><CrmParameter Value="SelectedControlSelectedItemIds" /></CustomRule>';

describe('evaluateCommand', () => {
  it('shows a command without rules', async () => {
    expect(await shows({}, gridContext())).toBe(true);
  });

  it.each([
    [0, false],
    [1, true],
    [2, true],
    [3, false],
  ])('with %i selected rows, a rule of one to two says %p', async (count, expected) => {
    const selectedItems = ['a', 'b', 'c'].slice(0, count).map(row);
    const enable = '<SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" Maximum="2" />';
    expect(await shows({ enable }, gridContext({ selectedItems }))).toBe(expected);
  });

  it('reads the state of the form', async () => {
    const enable = '<FormStateRule State="Existing" />';
    expect(await shows({ enable }, formContext())).toBe(true);
    expect(await shows({ enable }, formContext({ formState: 'Create' }))).toBe(false);
    expect(
      await shows(
        { enable: '<FormStateRule State="Existing" InvertResult="true" />' },
        formContext({ formState: 'Create' }),
      ),
    ).toBe(true);
  });

  it('needs every condition of a rule, and one alternative of an OrRule', async () => {
    const open = '<ValueRule Field="statecode" Value="0" />';
    const urgent = '<ValueRule Field="prioritycode" Value="1" />';
    const context = formContext({ value: (column) => ({ statecode: 0, prioritycode: 2 })[column] });
    expect(await shows({ enable: open + urgent }, context)).toBe(false);
    expect(await shows({ enable: `<OrRule><Or>${urgent}</Or><Or>${open}</Or></OrRule>` }, context)).toBe(true);
  });

  it.each([
    [true, 'true', true],
    [true, '1', true],
    [false, '0', true],
    [null, 'null', true],
    [undefined, '', true],
    ['Text', 'text', true],
    [2, '3', false],
  ])('takes the column value %p as %p: %p', async (actual, wanted, expected) => {
    expect(
      await shows({ enable: `<ValueRule Field="f" Value="${wanted}" />` }, formContext({ value: () => actual })),
    ).toBe(expected);
  });

  it('asks for privileges on the named table, else on the page’s', async () => {
    const asked: string[] = [];
    const host = ruleHost({
      hasPrivilege: (table, privilege) => {
        asked.push(`${privilege} ${table}`);
        return Promise.resolve(table !== 'contoso_secret');
      },
    });
    expect(
      await shows(
        {
          display: '<EntityPrivilegeRule EntityName="contoso_secret" PrivilegeType="Create" PrivilegeDepth="Basic" />',
        },
        gridContext(),
        host,
      ),
    ).toBe(false);
    expect(
      await shows(
        { enable: '<RecordPrivilegeRule AppliesTo="SelectedEntity" PrivilegeType="Write" />' },
        gridContext(),
        host,
      ),
    ).toBe(true);
    expect(asked).toEqual(['Create contoso_secret', 'Write incident']);
  });

  it.each([
    ['Basic', true],
    ['Deep', true],
    ['Global', false],
    ['Unheard', false],
    [undefined, true],
  ])('asks for the level %s of a user who has Deep: %s', async (level, expected) => {
    const privileges = createPrivileges({ ...SESSION, tablePrivileges: { incident: { Write: 4 } } });
    const host = ruleHost({
      hasPrivilege: (table, right, depth) => Promise.resolve(privileges.onTable(table, right, depth)),
    });
    const depth = level === undefined ? '' : ` PrivilegeDepth="${level}"`;
    const display = `<EntityPrivilegeRule PrivilegeType="Write"${depth} />`;
    expect(await shows({ display }, gridContext(), host)).toBe(expected);
  });

  it('asks for privileges that are about no table', async () => {
    const privileges = createPrivileges({ ...SESSION, privileges: { prvGoOffline: 8 } });
    const host = ruleHost({ hasMiscellaneousPrivilege: (name) => privileges.has(`prv${name}`) });
    const rule = (name: string) => ({ display: `<MiscellaneousPrivilegeRule PrivilegeName="${name}" />` });
    expect(await shows(rule('GoOffline'), gridContext(), host)).toBe(true);
    expect(await shows(rule('ExportToExcel'), gridContext(), host)).toBe(false);
  });

  it.each([
    ['Modern', true],
    ['Legacy', false],
  ])('is the client type %s: %p', async (type, expected) => {
    expect(await shows({ display: `<CommandClientTypeRule Type="${type}" />` }, gridContext())).toBe(expected);
  });

  it('calls a custom rule with its parameters and takes only true for true', async () => {
    const calls: unknown[] = [];
    const answering = (answer: unknown): RuleHost =>
      ruleHost({
        call: (call, args) => {
          calls.push([call.library, call.functionName, args]);
          return Promise.resolve(answer);
        },
      });
    expect(await shows({ enable: CUSTOM }, gridContext(), answering(true))).toBe(true);
    expect(await shows({ enable: CUSTOM }, gridContext(), answering('yes'))).toBe(false);
    expect(calls[0]).toEqual(['contoso_/r.js', 'Contoso.can', [['{B2}']]]);
  });

  it('takes a custom rule that does not answer in ten seconds as false', async () => {
    const limits: number[] = [];
    const host = ruleHost({
      call: () => new Promise(() => undefined),
      wait: (ms) => {
        limits.push(ms);
        return Promise.resolve(undefined);
      },
    });
    expect(await shows({ enable: CUSTOM }, gridContext(), host)).toBe(false);
    expect(limits).toEqual([10_000]);
  });

  it.each([
    ['', false],
    ['Default="true"', true],
  ])(
    'answers a custom rule that throws with its Default (%p) and says what was thrown',
    async (attribute, expected) => {
      const host = ruleHost({ call: () => Promise.reject(new Error('no such function')) });
      const verdict = await decide(
        { enable: CUSTOM.replace('FunctionName', `${attribute} FunctionName`) },
        gridContext(),
        host,
      );
      expect(verdict).toEqual({ shows: expected, problems: ['Contoso.can: no such function'] });
    },
  );

  it('hides a command with a rule it does not know, inverted or not, and names the rule', async () => {
    for (const invert of ['', 'InvertResult="true"']) {
      expect(await decide({ enable: `<MoonPhaseRule ${invert} />` }, gridContext())).toEqual({
        shows: false,
        problems: ['rule MoonPhaseRule is not supported'],
      });
    }
  });

  it('asks no script when a display rule already says no', async () => {
    let calls = 0;
    const host = ruleHost({
      call: () => {
        calls += 1;
        return Promise.resolve(true);
      },
    });
    expect(await shows({ display: '<FormStateRule State="Existing" />', enable: CUSTOM }, gridContext(), host)).toBe(
      false,
    );
    expect(calls).toBe(0);
  });
});

describe('resolveParameter', () => {
  const crm = (value: string, context = gridContext()): unknown =>
    resolveParameter({ kind: 'crm', value }, context, 'pressed');

  it('gives the selected rows as items with Id, Name and TypeName', () => {
    expect(crm('SelectedControlSelectedItemReferences')).toEqual([
      { Id: '{B2}', Name: 'Case b2', TypeCode: 112, TypeName: 'incident' },
    ]);
  });

  it.each([
    ['SelectedControl', 'the grid'],
    ['SelectedEntityTypeName', 'incident'],
    ['SelectedControlSelectedItemCount', 1],
    ['SelectedControlAllItemCount', 3],
    ['SelectedControlUnselectedItemIds', ['{A1}', '{C3}']],
    ['FirstSelectedItemId', '{B2}'],
    ['PrimaryItemIds', []],
    ['FirstPrimaryItemId', ''],
    ['CommandProperties', { SourceControlId: 'pressed', CommandValueId: '', MenuItemId: '' }],
    ['OrgName', 'contoso'],
    ['OrgLcid', 1033],
    ['UserLcid', 1057],
  ])('gives %s on a grid', (name, expected) => {
    expect(crm(name)).toEqual(expected);
  });

  it('gives form context and row on a form', () => {
    expect(crm('PrimaryControl', formContext())).toBe('the form');
    expect(crm('FirstPrimaryItemId', formContext())).toBe('{B2}');
    expect(crm('PrimaryEntityTypeName', formContext())).toBe('incident');
  });

  it('refuses an unknown parameter by name', () => {
    expect(() => crm('MoonPhase')).toThrow('CrmParameter MoonPhase is not supported by the sandbox.');
  });
});
