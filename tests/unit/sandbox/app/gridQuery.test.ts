/**
 * @jest-environment jsdom
 *
 * Room tests. From a view's FetchXML and LayoutXml to the query and columns of a grid.
 */
import { readCell } from '../../../../sandbox/app/grid/cells';
import { buildGridFetch, initialSort, quickFindFields, withPaging } from '../../../../sandbox/app/grid/fetchQuery';
import { linkedTables, parseLayout } from '../../../../sandbox/app/grid/viewLayout';

const VIEW = `<fetch version="1.0" mapping="logical" top="5"><entity name="incident"><attribute name="title" /><order attribute="createdon" descending="true" />
  <filter type="and"><condition attribute="statecode" operator="eq" value="0" /></filter>
  <link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="person"><attribute name="fullname" /></link-entity></entity></fetch>`;

const query = (text: string): Element => new DOMParser().parseFromString(text, 'application/xml').documentElement;
const all = (text: string, selector: string): string[] =>
  Array.from(query(text).querySelectorAll(selector), (element) => element.outerHTML);

describe('buildGridFetch', () => {
  it('adds the columns a grid needs once, and drops what paging would contradict', () => {
    const fetch = buildGridFetch(VIEW, { columns: ['incidentid', 'title', 'incidentid'] });
    expect(all(fetch, 'entity > attribute')).toEqual(['<attribute name="incidentid"/>', '<attribute name="title"/>']);
    expect(query(fetch).hasAttribute('top')).toBe(false);
  });

  it('keeps the view’s order until a column is chosen', () => {
    expect(all(buildGridFetch(VIEW, { columns: [] }), 'order')).toEqual([
      '<order attribute="createdon" descending="true"/>',
    ]);
    const sorted = buildGridFetch(VIEW, { columns: [], sort: { column: 'title', descending: false } });
    expect(all(sorted, 'order')).toEqual(['<order attribute="title" descending="false"/>']);
  });

  it('sorts by a linked column inside its link', () => {
    const sorted = buildGridFetch(VIEW, { columns: [], sort: { column: 'person.fullname', descending: true } });
    expect(all(sorted, 'link-entity > order')).toEqual(['<order attribute="fullname" descending="true"/>']);
    expect(all(sorted, 'entity > order')).toEqual([]);
  });

  it('narrows to the parent of a subgrid and to extra filters', () => {
    const fetch = buildGridFetch(VIEW, {
      columns: [],
      relatedTo: { column: 'customerid', id: '11111111-2222-3333-4444-555555555555' },
      filterXml: '<filter><condition attribute="title" operator="not-null" /></filter>',
    });
    expect(all(fetch, 'entity > filter > condition')).toEqual([
      '<condition attribute="statecode" operator="eq" value="0"/>',
      '<condition attribute="customerid" operator="eq" value="11111111-2222-3333-4444-555555555555"/>',
      '<condition attribute="title" operator="not-null"/>',
    ]);
  });

  it('searches the quick find columns for what begins with the text, with * for any text', () => {
    const fields = [
      { column: 'title', operator: 'like' },
      { column: 'number', operator: 'eq' },
    ];
    const searched = (text: string): string[] =>
      all(buildGridFetch(VIEW, { columns: [], search: { text, fields } }), 'filter[isquickfindfields] > condition');
    expect(searched('*late & "lost')).toEqual([
      '<condition attribute="title" operator="like" value="%late &amp; &quot;lost%"/>',
    ]);
    expect(searched(' 42 ')).toEqual([
      '<condition attribute="title" operator="like" value="42%"/>',
      '<condition attribute="number" operator="eq" value="42"/>',
    ]);
    expect(searched('  ')).toEqual([]);
  });

  it('refuses a view that is no XML with a sentence', () => {
    expect(() => buildGridFetch('<fetch>', { columns: [] })).toThrow(/query of the view is not well-formed/);
  });
});

describe('withPaging', () => {
  it('asks for a page, its size and the count', () => {
    const fetch = query(withPaging(buildGridFetch(VIEW, { columns: [] }), { page: 3, count: 250 }));
    expect(['page', 'count', 'returntotalrecordcount'].map((name) => fetch.getAttribute(name))).toEqual([
      '3',
      '250',
      'true',
    ]);
  });
});

describe('quickFindFields', () => {
  it('takes only the conditions of the quick find filter that wait for a text', () => {
    const view = `<fetch><entity name="incident"><filter type="and"><condition attribute="statecode" operator="eq" value="0" /></filter>
      <filter type="or" isquickfindfields="1"><condition attribute="title" operator="like" value="{0}" /><condition attribute="a" operator="eq" value="1" /></filter></entity></fetch>`;
    expect(quickFindFields(view)).toEqual([{ column: 'title', operator: 'like' }]);
  });
});

describe('initialSort', () => {
  it('is the first order of the view, with the alias of its link', () => {
    expect(initialSort(VIEW)).toEqual({ column: 'createdon', descending: true });
    expect(
      initialSort(
        '<fetch><entity name="a"><link-entity name="b" alias="x"><order attribute="n" /></link-entity></entity></fetch>',
      ),
    ).toEqual({ column: 'x.n', descending: false });
    expect(initialSort('<fetch><entity name="a" /></fetch>')).toBeUndefined();
  });
});

describe('parseLayout', () => {
  it('gives visible columns with width and alias, and the column that opens the row', () => {
    const layout =
      parseLayout(`<grid name="resultset" jump="title"><row name="result" id="incidentid"><cell name="title" width="300" />
      <cell name="hidden" width="10" ishidden="1" /><cell name="person.fullname" disableSorting="1" /></row></grid>`);
    expect(layout).toEqual({
      jump: 'title',
      columns: [
        { name: 'title', alias: undefined, column: 'title', width: 300, sortable: true },
        { name: 'person.fullname', alias: 'person', column: 'fullname', width: 150, sortable: false },
      ],
    });
  });

  it('knows which table an alias stands for', () => {
    expect([...linkedTables(VIEW)]).toEqual([['person', 'contact']]);
  });
});

describe('readCell', () => {
  it('shows the formatted value before the raw one', () => {
    expect(
      readCell({ prioritycode: 1, 'prioritycode@OData.Community.Display.V1.FormattedValue': 'High' }, 'prioritycode'),
    ).toEqual({ text: 'High' });
    expect(readCell({ title: 'Plain' }, 'title')).toEqual({ text: 'Plain' });
    expect(readCell({}, 'title')).toEqual({ text: '' });
  });

  it('gives a lookup as the row it leads to', () => {
    const row = {
      _customerid_value: 'ABCDEF00-0000-0000-0000-000000000001',
      '_customerid_value@OData.Community.Display.V1.FormattedValue': 'Sari',
      '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
    };
    expect(readCell(row, 'customerid')).toEqual({
      text: 'Sari',
      reference: { entityType: 'contact', id: 'abcdef00-0000-0000-0000-000000000001', name: 'Sari' },
    });
  });
});
