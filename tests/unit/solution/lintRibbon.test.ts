/** Room tests. The buttons Send outbound of cases, contacts and accounts: the same everywhere, and what the linter finds in them. */
import { resolve } from 'node:path';
import { lintSolution } from '../../../solution/tools/lint';
import { readSource } from '../../../solution/tools/readSource';
import { attribute, descendants } from '../../../solution/tools/xml';
import { SolutionFolder } from './solutionFolder';

const TABLES = ['account', 'contact', 'incident'];
const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });

const ribbonOf = (table: string) => {
  const ribbon = source.tables.find((item) => item.logicalName === table)?.ribbon;
  if (ribbon === undefined) throw new Error(`The solution has no ribbon of ${table}.`);
  return ribbon.root;
};

describe('Send outbound', () => {
  it.each(TABLES)('%s: stands on the main grid, on subgrids and on the form', (table) => {
    const places = descendants(ribbonOf(table), 'CustomAction').map((action) => attribute(action, 'Location'));
    const bar = (place: string) => `Mscrm.${place}.${table}.MainTab.Actions.Controls._children`;
    expect(places).toEqual([bar('HomepageGrid'), bar('SubGrid'), bar('Form')]);
  });

  it.each(TABLES)('%s: every command asks for the privilege and for a configuration', (table) => {
    for (const command of descendants(ribbonOf(table), 'CommandDefinition')) {
      const ids = [...descendants(command, 'DisplayRule'), ...descendants(command, 'EnableRule')].map((rule) =>
        attribute(rule, 'Id'),
      );
      expect(ids).toEqual(
        expect.arrayContaining([`obm.${table}.CanCreateSend.DisplayRule`, `obm.${table}.HasConfiguration.EnableRule`]),
      );
      // The one rule that asks the server comes last, so that it is not asked while nothing is selected.
      expect(ids.at(-1)).toBe(`obm.${table}.HasConfiguration.EnableRule`);
    }
  });

  it('differs between the tables by names and by what the tooltips say, and by nothing else', () => {
    const shape = (table: string): unknown[] =>
      descendants(ribbonOf(table)).map((element) => [
        element.tagName,
        ...Array.from(element.attributes)
          .filter(({ name }) => name !== 'description')
          .map(({ name, value }) => [name, value.split(table).join('*')]),
      ]);
    expect(shape('contact')).toEqual(shape('incident'));
    expect(shape('account')).toEqual(shape('incident'));
  });
});

describe('lint rules of ribbons', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());

  it.each<[string, string, string | RegExp, string]>([
    [
      'ribbon-parameter-unknown',
      'a parameter that the platform does not know',
      'Value="SelectedControl"',
      'Value="Grid"',
    ],
    ['ribbon-alias', 'a button that the template does not place', 'TemplateAlias="o1"', 'TemplateAlias="left"'],
    ['ribbon-alias', 'a button without a place', ' TemplateAlias="o1"', ''],
    [
      'ribbon-button-label',
      'a button that says nothing',
      ' LabelText="$LocLabels:obm.contact.SendOutbound.LabelText"',
      '',
    ],
    ['ribbon-command-empty', 'a command that does nothing', /<JavaScriptFunction [^]*?<\/JavaScriptFunction>/, ''],
    [
      'ribbon-label-unused',
      'a label that no button shows',
      ' ToolTipDescription="$LocLabels:obm.contact.SendOutbound.Form.ToolTipDescription"',
      '',
    ],
    ['ribbon-table', 'a privilege on a table that is not there', 'EntityName="obm_send"', 'EntityName="obm_snd"'],
    [
      'ribbon-library',
      'a script by its bare name',
      'Library="$webresource:obm_/js/sendOutboundCommand.js" FunctionName="Obm.SendOutbound.fromForm"',
      'Library="obm_/js/sendOutboundCommand.js" FunctionName="Obm.SendOutbound.fromForm"',
    ],
    [
      'ribbon-rule-unused',
      'a rule that no command uses',
      '<EnableRules>\n      <EnableRule Id="obm.contact.',
      '<EnableRules>\n      <EnableRule Id="obm.contact.Other"><SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" /></EnableRule>\n      <EnableRule Id="obm.contact.',
    ],
    [
      'ribbon-or-rule',
      'a choice of one rule',
      '<SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" />',
      '<OrRule><Or><SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" /></Or></OrRule>',
    ],
  ])('find %s in %s', (code, _what, from, to) => {
    folder.replace('Entities/Contact/RibbonDiff.xml', from, to);
    const found = lintSolution(folder.src, { map: folder.map });
    expect(found.map((finding) => finding.code)).toEqual([code]);
  });
});
