import { intersectTableOf } from '../../../../sandbox/dataverse/metadata/manyToMany';
import { DOMParser } from '@xmldom/xmldom';
import { platformMetadata, platformRows } from '../../../../sandbox/dataverse/platform';

const { tables = [], relationships = [], manyToMany } = platformMetadata();
const rows = platformRows();
const of = (table: string) => rows.filter((row) => row.table === table);
const columnsOf = (table: string): Set<string> =>
  new Set(
    [...tables, ...manyToMany.map((one) => intersectTableOf(one, 0))]
      .find((one) => one.logicalName === table)
      ?.columns.map((column) => column.logicalName),
  );
const elements = (xml: unknown, name: string) =>
  Array.from(new DOMParser().parseFromString(String(xml), 'text/xml').getElementsByTagName(name));

describe('platformRows', () => {
  it('gives the same rows with the same ids on every call, and no id twice', () => {
    expect(platformRows()).toEqual(rows);
    expect(new Set(rows.map((row) => `${row.table} ${row.id}`)).size).toBe(rows.length);
  });

  it('fills only columns that the tables have', () => {
    for (const row of rows) {
      const known = columnsOf(row.table);
      expect([row.table, Object.keys(row.values).filter((column) => !known.has(column))]).toEqual([row.table, []]);
    }
  });

  it('has languages by LCID, Indonesian and an English one among them', () => {
    const lcids = of('msdyn_oclanguage').map((row) => row.values.msdyn_localeid);
    expect(lcids).toEqual(expect.arrayContaining([1033, 1057, 1025, 1031, 1036, 1041, 3082, 1043]));
  });

  it('opens Active Cases and Active Outbound Configurations first', () => {
    const first = (table: string) =>
      of('savedquery').filter(
        (row) => row.values.returnedtypecode === table && row.values.querytype === 0 && row.values.isdefault === true,
      );
    expect(first('incident').map((row) => row.values.name)).toEqual(['Active Cases']);
    expect(first('msdyn_ocoutboundconfiguration').map((row) => row.values.name)).toEqual([
      'Active Outbound Configurations',
    ]);
  });

  it('asks in views only for columns that the table has, and shows only columns it asks for', () => {
    for (const { values } of of('savedquery')) {
      const known = columnsOf(String(values.returnedtypecode));
      const asked = elements(values.fetchxml, 'attribute').map((one) => one.getAttribute('name') ?? '');
      const tested = ['condition', 'order'].flatMap((name) =>
        elements(values.fetchxml, name).map((one) => one.getAttribute('attribute') ?? ''),
      );
      const shown = elements(values.layoutxml, 'cell').map((one) => one.getAttribute('name') ?? '');
      expect([values.name, [...asked, ...tested].filter((column) => !known.has(column))]).toEqual([values.name, []]);
      expect([values.name, shown.filter((column) => !asked.includes(column))]).toEqual([values.name, []]);
    }
  });

  it('gives every table that has a default view also a lookup view where rows of it can be looked up', () => {
    const lookedUp = new Set(
      tables.flatMap((one) =>
        one.columns.some((column) => column.type === 'State') || one.ownership === 'None' ? [one.logicalName] : [],
      ),
    );
    for (const name of [
      'account',
      'contact',
      'incident',
      'systemuser',
      'team',
      'msdyn_ocsystemmessage',
      'msdyn_oclanguage',
      'msdyn_ocphonenumber',
    ]) {
      expect(lookedUp.has(name)).toBe(true);
      expect(
        of('savedquery').filter((row) => row.values.returnedtypecode === name && row.values.querytype === 64),
      ).toHaveLength(1);
    }
  });

  it('puts only columns of the table on forms, and subgrids over relationships and views that exist', () => {
    const views = new Set(of('savedquery').map((row) => row.id));
    for (const { values } of of('systemform')) {
      const known = columnsOf(String(values.objecttypecode));
      for (const control of elements(values.formxml, 'control')) {
        const column = control.getAttribute('datafieldname');
        if (column !== null) expect([values.name, column, known.has(column)]).toEqual([values.name, column, true]);
      }
      for (const parameters of elements(values.formxml, 'RelationshipName').map((one) => one.parentNode)) {
        const text = (name: string): string =>
          Array.from(parameters?.childNodes ?? []).find((node) => node.nodeName === name)?.textContent ?? '';
        expect(views.has(text('ViewId').replace(/[{}]/g, ''))).toBe(true);
        expect(relationships.find((one) => one.schemaName === text('RelationshipName'))).toMatchObject({
          referencedTable: values.objecttypecode,
          referencingTable: text('TargetEntityType'),
        });
      }
    }
  });

  it('shows outbound messages in the timelines of case, contact and account', () => {
    for (const table of ['incident', 'contact', 'account']) {
      const main = of('systemform').find((row) => row.values.objecttypecode === table && row.values.type === 2);
      expect(elements(main?.values.formxml, 'UClientActivities').map((one) => one.textContent?.split(','))).toEqual([
        expect.arrayContaining(['msdyn_ocoutboundmessage', 'phonecall']),
      ]);
    }
  });
});
