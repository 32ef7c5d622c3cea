/** The form model read from real exported forms and from small ones. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { allCells } from '../../../../sandbox/app/form/formModel';
import { parseFormXml } from '../../../../sandbox/app/form/parseFormXml';
import { placeCells } from '../../../../sandbox/app/form/placeCells';
import type { XmlParser } from '../../../../sandbox/app/form/xml';
import { cell, formXml } from './builders';

const parser = new DOMParser({
  onError: (level, message) => {
    if (level !== 'warning') throw new Error(message);
  },
}) as unknown as XmlParser;
const parse = (xml: string) => parseFormXml(xml, parser);

const SOURCES = path.resolve(__dirname, '../../../../solution/src/Entities');

function ownForms(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /FormXml[\\/](main|quick)[\\/].*\.xml$/.test(file))
    .map((file) => path.join(SOURCES, file));
}

describe('parseFormXml over the forms of a solution', () => {
  it.each(ownForms().map((file) => [path.relative(SOURCES, file), file]))(
    'reads %s with a control in some cell',
    (_name, file) => {
      const model = parse(readFileSync(file, 'utf8'));
      expect(model.tabs.length).toBeGreaterThan(0);
      const controls = allCells(model).flatMap((one) => one.control ?? []);
      expect(controls.length).toBeGreaterThan(0);
      expect(new Set(controls.map((control) => control.id)).size).toBe(controls.length);
    },
  );
});

describe('parseFormXml', () => {
  it('keeps labels by language and drops empty ones', () => {
    const model = parse(
      '<form><tabs><tab id="{A}" name="t"><labels><label description="General" languagecode="1033"/><label description="Umum" languagecode="1057"/><label description="" languagecode="1031"/></labels><columns><column width="60%"/></columns></tab></tabs></form>',
    );
    expect(model.tabs[0]?.labels).toEqual({ '1033': 'General', '1057': 'Umum' });
    expect(model.tabs[0]?.columns[0]?.width).toBe(60);
  });

  it('reads visibility, spans, disabling and ids without braces', () => {
    const model = parse(
      formXml([
        '<cell id="{C1}" colspan="2" rowspan="3" visible="false" showlabel="false"><control id="x" classid="{ABC}" disabled="true" uniqueid="{DEF-1}" datafieldname="x"/></cell>',
      ]),
    );
    const [read] = allCells(model);
    expect(read).toMatchObject({ id: 'c1', colSpan: 2, rowSpan: 3, visible: false, showLabel: false });
    expect(read?.control).toMatchObject({ id: 'x', classId: 'abc', disabled: true, uniqueId: 'def-1', column: 'x' });
  });

  it('counts section columns from the pattern and reads subgrid parameters', () => {
    const model = parse(
      formXml([
        '<cell id="{C}"><control id="sub" indicationOfSubgrid="true" classid="{E7A81278-8635-4d9e-8D4D-59480B391C5B}"><parameters><ViewId>{V}</ViewId><TargetEntityType>task</TargetEntityType></parameters></control></cell>',
      ]),
    );
    expect(model.tabs[0]?.columns[0]?.sections[0]?.columnCount).toBe(2);
    expect(allCells(model)[0]?.control).toMatchObject({
      isSubgrid: true,
      parameters: { ViewId: '{V}', TargetEntityType: 'task' },
    });
  });

  it('reads handlers with their event, attribute and parameters', () => {
    const model = parse(
      formXml(
        [cell('a')],
        `<events><event name="onchange" attribute="a"><Handlers><Handler functionName="N.f" libraryName="n.js" enabled="true" passExecutionContext="true" parameters="'x', 1"/></Handlers></event><event name="OnLoad"><Handlers><Handler functionName="N.g" libraryName="n.js" enabled="false"/></Handlers></event></events><formLibraries><Library name="n.js" libraryUniqueId="{1}"/></formLibraries>`,
      ),
    );
    expect(model.libraries).toEqual(['n.js']);
    expect(model.events).toEqual([
      {
        name: 'onchange',
        attribute: 'a',
        handlers: [
          { functionName: 'N.f', libraryName: 'n.js', enabled: true, passExecutionContext: true, parameters: "'x', 1" },
        ],
      },
      {
        name: 'onload',
        handlers: [
          { functionName: 'N.g', libraryName: 'n.js', enabled: false, passExecutionContext: false, parameters: '' },
        ],
      },
    ]);
  });

  it('ties control descriptions to controls by unique id, whatever the case', () => {
    const model = parse(
      formXml(
        [cell('a', 'uniqueid="{AB}"')],
        `<controlDescriptions><controlDescription forControl="{ab}"><customControl id="{X}"><parameters><datafieldname>a</datafieldname></parameters></customControl><customControl formFactor="2" name="p_N.C"><parameters><value>a</value><limit type="Whole.None" static="true">5</limit><who><BindAttribute>b</BindAttribute></who></parameters></customControl></controlDescription></controlDescriptions>`,
      ),
    );
    const custom = model.controlDescriptions[allCells(model)[0]?.control?.uniqueId ?? '']?.find(
      (one) => one.formFactor === 2,
    );
    expect(custom).toEqual({
      name: 'p_N.C',
      formFactor: 2,
      hasDataSet: false,
      parameters: {
        value: { kind: 'bound', column: 'a' },
        limit: { kind: 'static', type: 'Whole.None', value: '5' },
        who: { kind: 'bound', column: 'b' },
      },
    });
  });

  it('numbers the second control of one column', () => {
    expect(allCells(parse(formXml([cell('a'), cell('a')]))).map((one) => one.control?.id)).toEqual(['a', 'a1']);
  });

  it.each([
    ['text that is no XML', '<form><tabs>'],
    ['a document without a form', '<forms/>'],
    ['a form without tabs', '<form/>'],
  ])('refuses %s', (_what, xml) => {
    let code: unknown;
    try {
      parse(xml);
    } catch (error) {
      code = (error as { code?: unknown }).code;
    }
    expect(code).toBe('xml-invalid');
  });
});

describe('placeCells', () => {
  const rows = (...widths: [number, number][][]) =>
    widths.map((row, r) => ({
      cells: row.map(([colSpan, rowSpan], c) => ({
        id: `${r}${c}`,
        labels: {},
        showLabel: true,
        visible: true,
        colSpan,
        rowSpan,
      })),
    }));

  it('puts the cell of a later row beside a cell that spans rows', () => {
    const placed = placeCells(
      rows(
        [
          [1, 2],
          [1, 1],
        ],
        [[1, 1]],
      ),
      2,
    );
    expect(placed.map(({ row, column }) => [row, column])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ]);
  });

  it('moves a cell that does not fit beside others to the next row', () => {
    expect(
      placeCells(
        rows([
          [1, 1],
          [2, 1],
        ]),
        2,
      ).map(({ row, column }) => [row, column]),
    ).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});
