/**
 * @jest-environment jsdom
 *
 * Room tests. RibbonDiffXml of any solution as plain data.
 */
import { parseLocation, parseRibbon } from '../../../../sandbox/app/ribbon/parseRibbon';
import { isHidden } from '../../../../sandbox/app/ribbon/standardCommands';
import type { RibbonSource } from '../../../../sandbox/app/host/hostData';

const source = (parts: {
  actions?: string;
  commands?: string;
  display?: string;
  enable?: string;
  labels?: string;
}): RibbonSource => ({
  table: 'contoso_order',
  solution: 'Contoso',
  xml: `\uFEFF<?xml version="1.0" encoding="utf-8"?><RibbonDiffXml>
    <CustomActions>${parts.actions ?? ''}</CustomActions>
    <Templates><RibbonTemplates Id="Mscrm.Templates"></RibbonTemplates></Templates>
    <CommandDefinitions>${parts.commands ?? ''}</CommandDefinitions>
    <RuleDefinitions><TabDisplayRules /><DisplayRules>${parts.display ?? ''}</DisplayRules><EnableRules>${parts.enable ?? ''}</EnableRules></RuleDefinitions>
    <LocLabels>${parts.labels ?? ''}</LocLabels>
  </RibbonDiffXml>`,
});

const button = (
  location: string,
  attributes = '',
  sequence = 10,
): string => `<CustomAction Id="a.${sequence}" Location="${location}" Sequence="${sequence}">
  <CommandUIDefinition><Button Id="b.${sequence}" Command="c" Sequence="${sequence}" LabelText="$LocLabels:l" Alt="x" ${attributes} /></CommandUIDefinition></CustomAction>`;

const GRID = 'Mscrm.HomepageGrid.contoso_order.MainTab.Actions.Controls._children';

describe('parseLocation', () => {
  it.each([
    [GRID, { place: 'grid', table: 'contoso_order' }],
    ['Mscrm.SubGrid.incident.MainTab.Management.Controls._children', { place: 'subgrid', table: 'incident' }],
    ['Mscrm.Form.incident.MainTab.Save.Controls._children', { place: 'form', table: 'incident' }],
    ['Mscrm.HomepageGrid.{!EntityLogicalName}.MainTab.Actions.Controls._children', { place: 'grid', table: '*' }],
  ])('finds page and table in %s', (location, expected) => {
    expect(parseLocation(location)).toEqual(expected);
  });

  it.each(['Mscrm.HomepageGrid.incident.MainTab.Actions', 'Mscrm.GlobalTab.Controls._children', ''])(
    'knows no place for %p, as the platform shows nothing there',
    (location) => {
      expect(parseLocation(location)).toBeUndefined();
    },
  );
});

describe('parseRibbon', () => {
  it('reads a button with its place, label, tooltip and picture', () => {
    const { buttons, labels } = parseRibbon([
      source({
        actions: button(
          GRID,
          'ToolTipDescription="Tip" Image16by16="$webresource:contoso_/16.svg" ModernImage="$webresource:contoso_/m.svg"',
        ),
        labels:
          '<LocLabel Id="l"><Titles><Title description="Ship" languagecode="1033" /><Title description="Kirim" languagecode="1057" /></Titles></LocLabel>',
      }),
    ]);
    expect(buttons).toEqual([
      {
        id: 'b.10',
        place: 'grid',
        table: 'contoso_order',
        sequence: 10,
        command: 'c',
        label: { labelId: 'l' },
        tooltip: { literal: 'Tip' },
        icon: '$webresource:contoso_/m.svg',
        children: [],
      },
    ]);
    expect(labels.get('l')).toEqual({ 1033: 'Ship', 1057: 'Kirim' });
  });

  it('reads a command with its rules, function and every kind of parameter in order', () => {
    const { commands } = parseRibbon([
      source({
        commands: `<CommandDefinition Id="c"><EnableRules><EnableRule Id="e1" /><EnableRule Id="e2" /></EnableRules><DisplayRules><DisplayRule Id="d" /></DisplayRules>
          <Actions><JavaScriptFunction Library="$webresource:contoso_/ribbon.js" FunctionName="Contoso.Ribbon.ship">
            <CrmParameter Value="SelectedControl" /><StringParameter Value="fast" /><IntParameter Value="3" /><BoolParameter Value="true" />
          </JavaScriptFunction></Actions></CommandDefinition>`,
      }),
    ]);
    expect(commands.get('c')).toEqual({
      id: 'c',
      enableRules: ['e1', 'e2'],
      displayRules: ['d'],
      actions: [
        {
          kind: 'script',
          call: {
            library: 'contoso_/ribbon.js',
            functionName: 'Contoso.Ribbon.ship',
            parameters: [
              { kind: 'crm', value: 'SelectedControl' },
              { kind: 'constant', value: 'fast' },
              { kind: 'constant', value: 3 },
              { kind: 'constant', value: true },
            ],
          },
        },
      ],
    });
  });

  it('reads the buttons of a flyout in their order', () => {
    const { buttons } = parseRibbon([
      source({
        actions: `<CustomAction Id="a" Location="${GRID}" Sequence="5"><CommandUIDefinition>
          <FlyoutAnchor Id="fly" LabelText="More"><Menu Id="m"><MenuSection Id="s"><Controls Id="k">
            <Button Id="second" Command="c" Sequence="20" /><Button Id="first" Command="c" Sequence="10" />
          </Controls></MenuSection></Menu></FlyoutAnchor></CommandUIDefinition></CustomAction>`,
      }),
    ]);
    expect(buttons.map(({ id, children }) => [id, children.map((child) => child.id)])).toEqual([
      ['fly', ['first', 'second']],
    ]);
  });

  it('names what it cannot place or show instead of dropping it', () => {
    const { refused } = parseRibbon([
      source({
        actions: `${button('Mscrm.Jewel.Controls._children')}
          <CustomAction Id="x" Location="${GRID}" Sequence="1"><CommandUIDefinition><ColorPicker Id="colours" /></CommandUIDefinition></CustomAction>`,
        commands:
          '<CommandDefinition Id="c"><EnableRules /><DisplayRules /><Actions><Teleport /></Actions></CommandDefinition>',
      }),
    ]);
    expect(refused).toEqual([
      { table: 'contoso_order', what: 'location Mscrm.Jewel.Controls._children' },
      { table: 'contoso_order', what: 'control ColorPicker (colours)' },
    ]);
  });

  it('keeps unknown rules and custom rules in display rules as refusals', () => {
    const { enableRules, displayRules } = parseRibbon([
      source({
        enable: '<EnableRule Id="e"><MoonPhaseRule InvertResult="true" /></EnableRule>',
        display: '<DisplayRule Id="d"><CustomRule Library="$webresource:a" FunctionName="b" /></DisplayRule>',
      }),
    ]);
    expect(enableRules.get('e')).toEqual([{ kind: 'refused', what: 'MoonPhaseRule', invert: true, fallback: false }]);
    expect(displayRules.get('d')).toEqual([
      { kind: 'refused', what: 'CustomRule inside a DisplayRule', invert: false, fallback: false },
    ]);
  });

  it('remembers which controls a solution hides', () => {
    const { hidden } = parseRibbon([source({ actions: '<HideCustomAction HideActionId="h" Location="b.10" />' })]);
    expect([...hidden]).toEqual(['b.10']);
  });

  it.each([
    ['Mscrm.HomepageGrid.contoso_order.NewRecord', ['grid new']],
    ['Mscrm.HomepageGrid.contoso_order.DeleteMenu', ['grid delete']],
    ['Mscrm.Form.contoso_order.NewRecord', ['form new']],
    ['Mscrm.Form.contoso_order.SaveAndClose', ['form saveAndClose']],
    ['Mscrm.SubGrid.contoso_order.AddNewStandard', ['subgrid new']],
    ['Mscrm.HomepageGrid.{!EntityLogicalName}.NewRecord', ['grid new']],
    ['Mscrm.HomepageGrid.contoso_other.NewRecord', []],
    ['Mscrm.HomepageGrid.contoso_order.AddNewStandard', []],
  ])('hides of the standard commands what %s names, and no other', (location, expected) => {
    const ribbon = parseRibbon([source({ actions: `<HideCustomAction HideActionId="h" Location="${location}" />` })]);
    const places = ['grid', 'form', 'subgrid'] as const;
    const keys = ['new', 'save', 'saveAndClose', 'delete', 'refresh'] as const;
    const hidden = places.flatMap((place) =>
      keys.filter((key) => isHidden(ribbon, place, 'contoso_order', key)).map((key) => `${place} ${key}`),
    );
    expect(hidden).toEqual(expected);
  });

  it('says whose ribbon is no XML', () => {
    expect(() => parseRibbon([{ ...source({}), xml: '<RibbonDiffXml><open></RibbonDiffXml>' }])).toThrow(
      /ribbon of contoso_order in the solution Contoso/,
    );
  });
});
