/** Room tests. The solution linter on components that lack a part: each is found, whatever it is that lacks it. */
import { resolve } from 'node:path';
import { toContext } from '../../../solution/tools/lint/context';
import { lintWholeness } from '../../../solution/tools/lint/wholeness';
import { readSource } from '../../../solution/tools/readSource';
import { child, children, descendants, type Element } from '../../../solution/tools/xml';

const source = readSource({ folder: resolve(__dirname, '../../../solution/src') });
const context = toContext(source, undefined);
const messages = (): string[] => lintWholeness(context).map(({ message }) => message);

const send = source.tables.find(({ logicalName }) => logicalName === 'obm_send');
const first = (root: Element | undefined, name: string): Element | undefined => root && descendants(root, name)[0];

describe('lintWholeness', () => {
  it('has nothing to say of our solution', () => {
    expect(messages()).toEqual([]);
  });

  it.each<[what: string, component: Element | undefined, part: string]>([
    ['a solution without a name', first(source.manifest.root, 'SolutionManifest'), 'UniqueName'],
    ['a publisher without addresses', first(source.manifest.root, 'Publisher'), 'Addresses'],
    ['a connection without a connector', first(source.customizations.root, 'connectionreference'), 'connectorid'],
    ['a table without its name in the plural', first(send?.entity.root, 'entity'), 'LocalizedCollectionNames'],
    ['a table that does not say whether it is solution-aware', first(send?.entity.root, 'entity'), 'IsSolutionAware'],
    ['a column without its name', first(send?.entity.root, 'attribute'), 'Name'],
    ['a form that does not say whether it is active', send?.forms[0]?.form, 'FormActivationState'],
    ['a tab without columns', first(send?.forms[0]?.form, 'tab'), 'columns'],
    ['a view without a name', send?.views[0]?.view, 'LocalizedNames'],
    ['a view without columns', send?.views[0]?.view, 'layoutxml'],
    ['a chart that draws nothing', send?.charts[0]?.chart, 'presentationdescription'],
    ['a relationship that keeps quiet about archiving', source.relationships[0]?.relationship, 'CascadeArchive'],
    ['a choice without options', source.choices[0]?.root, 'options'],
    ['a role without privileges', source.roles[0]?.root, 'RolePrivileges'],
    ['a flow without a state', source.flows[0]?.root, 'StateCode'],
    ['a web resource without a type', source.webResources[0]?.root, 'WebResourceType'],
    ['an app that opens for nobody', source.apps[0]?.root, 'AppModuleRoleMaps'],
    ['a site map without areas', source.siteMaps[0]?.root, 'SiteMap'],
  ])('finds %s', (_what, component, part) => {
    const removed = component && child(component, part);
    const next = removed?.nextSibling ?? null;
    if (!removed) throw new Error(`There is no ${part}`);
    component.removeChild(removed);
    expect(messages()).toEqual([expect.stringMatching(` lacks ${part}, which every export has\\.`)]);
    component.insertBefore(removed, next);
  });

  it.each<[what: string, element: Element | undefined, name: string]>([
    ['a cell without an id', first(send?.forms[0]?.form, 'cell'), 'id'],
    ['a control without a class', first(send?.forms[0]?.form, 'control'), 'classid'],
    ['a solution that nobody exported', source.manifest.root, 'generatedBy'],
    ['a relationship without a name', source.relationships[0]?.relationship, 'Name'],
  ])('finds %s', (_what, element, name) => {
    const value = element?.getAttribute(name) ?? '';
    element?.removeAttribute(name);
    expect(messages()).toEqual([expect.stringContaining(`lacks @${name}`)]);
    element?.setAttribute(name, value);
  });

  it('finds a list of labels with nothing in it', () => {
    const names = first(send?.views[0]?.view, 'LocalizedNames');
    const labels = names ? children(names) : [];
    for (const label of labels) names?.removeChild(label);
    expect(messages()).toEqual([expect.stringContaining('lacks LocalizedNames')]);
    for (const label of labels) names?.appendChild(label);
  });
});
