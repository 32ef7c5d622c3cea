/**
 * The FetchXML a lookup searches with, and numbers as users type them.
 * @jest-environment jsdom
 */
import type { View } from '../../../../sandbox/app/contracts';
import type { LookupControl } from '../../../../sandbox/app/form/lookupControl';
import { commitNumber } from '../../../../sandbox/app/form/fields/NumberField';
import { textAction } from '../../../../sandbox/app/form/fields/TextField';
import { parseNumber } from '../../../../sandbox/app/form/formatValue';
import { quickFindColumns, toLookupFetch, toLookupHit } from '../../../../sandbox/app/form/lookupQuery';
import { openSession, orderInfo, scriptControl } from './builders';

const view = (over: Partial<View> = {}): View => ({
  id: 'v1',
  name: 'Lookup',
  table: 'contoso_order',
  queryType: 64,
  isDefault: true,
  fetchXml:
    '<fetch top="5"><entity name="contoso_order"><attribute name="contoso_name"/><filter><condition attribute="statecode" operator="eq" value="0"/></filter></entity></fetch>',
  layoutXml: '<grid><row><cell name="contoso_name"/><cell name="contoso_kind"/></row></grid>',
  ...over,
});

const query = { info: orderInfo, view: view(), filters: [], search: '', searchColumns: [], count: 25 };
const read = (xml: string): Document => new DOMParser().parseFromString(xml, 'text/xml');

describe('toLookupFetch', () => {
  it('keeps the view’s filter, adds the key and pages instead of top', () => {
    const fetch = read(toLookupFetch(query)).documentElement;
    expect([fetch.getAttribute('top'), fetch.getAttribute('count'), fetch.getAttribute('page')]).toEqual([
      null,
      '25',
      '1',
    ]);
    expect(Array.from(fetch.getElementsByTagName('attribute')).map((one) => one.getAttribute('name'))).toEqual([
      'contoso_orderid',
      'contoso_name',
    ]);
    expect(fetch.getElementsByTagName('filter')).toHaveLength(1);
  });

  it('adds every presearch filter beside it', () => {
    const filters = [
      '<filter><condition attribute="a" operator="null"/></filter>',
      '<filter><condition attribute="b" operator="null"/></filter>',
    ];
    const entity = read(toLookupFetch({ ...query, filters })).getElementsByTagName('entity')[0];
    expect(Array.from(entity?.children ?? []).filter((one) => one.nodeName === 'filter')).toHaveLength(3);
  });

  it('looks for the text in the name and the quick find columns, with quotes and angle brackets kept as text', () => {
    const xml = toLookupFetch({ ...query, search: ' O"Neil <b>* ', searchColumns: ['contoso_notes'] });
    const conditions = Array.from(read(xml).getElementsByTagName('condition')).filter(
      (one) => one.getAttribute('operator') === 'like',
    );
    expect(conditions.map((one) => [one.getAttribute('attribute'), one.getAttribute('value')])).toEqual([
      ['contoso_name', '%O"Neil <b>%%'],
      ['contoso_notes', '%O"Neil <b>%%'],
    ]);
  });

  it('works for a table without a view', () => {
    expect(toLookupFetch({ ...query, view: undefined })).toContain('entity name="contoso_order"');
  });
});

describe('lookup views and hits', () => {
  it('quick find columns are the text columns of the quick find view', () => {
    const quickFind = view({
      queryType: 4,
      fetchXml:
        '<fetch><entity name="contoso_order"><filter type="or" isquickfindfields="1"><condition attribute="contoso_notes" operator="like" value="{0}"/><condition attribute="contoso_count" operator="eq" value="{0}"/></filter></entity></fetch>',
    });
    expect(quickFindColumns(orderInfo, [view(), quickFind])).toEqual(['contoso_notes']);
  });

  it('a hit carries the formatted second column', () => {
    const row = {
      contoso_orderid: 'AB',
      contoso_name: 'One',
      contoso_kind: 2,
      'contoso_kind@OData.Community.Display.V1.FormattedValue': 'Large',
    };
    expect(toLookupHit(orderInfo, view(), row)).toEqual({
      id: 'ab',
      name: 'One',
      entityType: 'contoso_order',
      detail: 'Large',
    });
  });

  it('a view that a script names wins over the lookup view, and a custom default view over both', () => {
    const session = openSession();
    const control = session.controls.get('contoso_customerid') as LookupControl;
    const views = [view(), view({ id: 'v2', queryType: 0, isDefault: false })];
    expect(control.chooseView('contoso_order', views)?.id).toBe('v1');
    scriptControl(session, 'contoso_customerid').setDefaultView('{V2}');
    expect(control.chooseView('contoso_order', views)?.id).toBe('v2');
    scriptControl(session, 'contoso_customerid').addCustomView(
      '{V9}',
      'contoso_order',
      'Mine',
      '<fetch/>',
      '<grid/>',
      true,
    );
    expect(control.chooseView('contoso_order', views)?.id).toBe('v9');
    expect(control.chooseView('contact', [])).toBeUndefined();
  });
});

describe('typed values', () => {
  it.each([
    ['1,234.5', 1033, 1234.5],
    ['1.234,5', 1057, 1234.5],
    ['-7', 1033, -7],
    ['12abc', 1033, undefined],
    ['', 1033, undefined],
  ])('the number %j in language %i is %j', (text, language, expected) => {
    expect(parseNumber(text, language)).toBe(expected);
  });

  it('a number that cannot be read keeps the form from saving and the old value in place', () => {
    const session = openSession(undefined, { contoso_count: 4, contoso_name: 'n' });
    const attribute = session.attributes.get('contoso_count')!;
    commitNumber(attribute, 'lots', 1033);
    expect([attribute.value, attribute.inputError, session.problems().length]).toEqual([4, 'Enter a whole number.', 1]);
    commitNumber(attribute, '101', 1033);
    expect(attribute.inputError).toBe('Enter at most 100.');
    commitNumber(attribute, '5', 1033);
    expect([attribute.value, attribute.inputError]).toEqual([5, undefined]);
  });

  it('only web addresses become links', () => {
    expect(textAction('Url', 'javascript:alert(1)')).toBeUndefined();
    expect(textAction('Url', 'https://contoso.example/')?.href).toBe('https://contoso.example/');
    expect(textAction('Phone', '+62 (21) 555')?.href).toBe('tel:+6221555');
  });
});
