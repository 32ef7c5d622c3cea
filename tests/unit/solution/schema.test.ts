/** Room tests. What is packed is valid by Microsoft's schemas: customizations, forms, ribbons, site maps, FetchXML. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { packSolution } from '../../../solution/tools/pack';
import { attribute, child, childText, descendants, parseXml, type Element } from '../../../solution/tools/xml';
import { findSchemas, Schemas } from './schemas';
import { SolutionFolder } from './solutionFolder';

const found = findSchemas();
if ('missing' in found) process.stdout.write(`skipped: ${found.missing}\n`);

('folder' in found ? describe : describe.skip)('the packed customizations', () => {
  let folder: SolutionFolder;
  let schemas: Schemas;
  let work: string;
  beforeAll(() => {
    folder = new SolutionFolder();
    work = mkdtempSync(join(tmpdir(), 'outbound-schemas-'));
    schemas = new Schemas('folder' in found ? found.folder : '', work);
  });
  afterEach(() => folder.restore());
  afterAll(() => {
    folder.dispose();
    rmSync(work, { recursive: true, force: true });
  });

  const customizations = (): Element => {
    const [zip] = packSolution({ folder: folder.src, map: folder.map, output: folder.output });
    const part = unzipSync(readFileSync(zip?.file ?? ''))['customizations.xml'] ?? new Uint8Array();
    return parseXml(strFromU8(part), 'customizations.xml');
  };
  const validateWhole = () =>
    schemas.validate('CustomizationsSolution.xsd', [['customizations.xml', customizations()]]);
  const validateEach = (schema: string, name: string, labelOf: (element: Element) => string) =>
    schemas.validate(
      schema,
      descendants(customizations(), name).map((element) => [labelOf(element), element] as const),
    );
  const formId = (form: Element): string => childText(form.parentNode as Element, 'formid');
  const tableName = (ribbon: Element): string => childText(ribbon.parentNode as Element, 'Name');

  it('are valid as a whole', () => {
    expect(validateWhole()).toEqual([]);
  });

  it.each([
    ['forms', () => validateEach('FormXml.xsd', 'form', formId)],
    ['ribbons', () => validateEach('RibbonCore.xsd', 'RibbonDiffXml', tableName)],
    ['charts', () => validateEach('VisualizationDataDescription.xsd', 'datadefinition', () => 'chart')],
    ['site maps', () => validateEach('SiteMap.xsd', 'SiteMap', () => 'site map')],
    [
      'queries',
      () => validateEach('Fetch.xsd', 'fetch', (fetch) => attribute(child(fetch, 'entity') ?? fetch, 'name') ?? ''),
    ],
  ])('have valid %s', (_what, validate) => {
    expect(validate()).toEqual([]);
  });

  it.each([
    [
      'a column type that does not exist',
      () => folder.replace('Entities/obm_send/Entity.xml', '<Type>ntext<', '<Type>memo<'),
      validateWhole,
    ],
    [
      'a form with a control outside a cell',
      () => folder.replace(folder.only('Entities/obm_send/FormXml/main/'), '<tabs>', '<tabs><control id="x" />'),
      () => validateEach('FormXml.xsd', 'form', formId),
    ],
    [
      'a command without its rules',
      () => folder.replace('Entities/Incident/RibbonDiff.xml', /<EnableRules>[^]*?<\/EnableRules>/, ''),
      () => validateEach('RibbonCore.xsd', 'RibbonDiffXml', tableName),
    ],
    [
      'a condition with an operator of nobody',
      () =>
        folder.replace(
          folder.path('Entities/obm_send/SavedQueries/', 'operator="eq"'),
          'operator="eq"',
          'operator="equals"',
        ),
      () => validateEach('Fetch.xsd', 'fetch', () => 'query'),
    ],
  ])('are not valid with %s', (_what, breakIt, validate) => {
    breakIt();
    expect(validate()).not.toEqual([]);
  });
});
