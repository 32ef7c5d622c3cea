/** Room tests. What a deployment reads of a solution zip, and zips that are none. */
import { readPackage } from '../../../solution/tools/deploy/readPackage';
import { toZip } from '../../../solution/tools/zip';
import { codeOf } from './solutionFolder';

const VARIABLE = 'environmentvariabledefinitions/acme_Text/environmentvariabledefinition.xml';

const manifest = (version = '1.2.0.0', managed = '1', uniqueName = 'Acme'): string =>
  `<ImportExportXml><SolutionManifest><UniqueName>${uniqueName}</UniqueName><Version>${version}</Version><Managed>${managed}</Managed></SolutionManifest></ImportExportXml>`;

const zipOf = (solution: string): Uint8Array =>
  toZip(
    new Map(
      Object.entries({
        'solution.xml': solution,
        'customizations.xml':
          '<ImportExportXml><connectionreferences><connectionreference connectionreferencelogicalname="acme_Mail"><connectorid>/providers/x/apis/shared_mail</connectorid></connectionreference></connectionreferences></ImportExportXml>',
        [VARIABLE]:
          '<environmentvariabledefinition schemaname="acme_Text"><defaultvalue>7</defaultvalue><type>100000001</type></environmentvariabledefinition>',
      }).map(([name, text]) => [name, new TextEncoder().encode(text)]),
    ),
  );

/** The zip with one byte of an entry's compressed bytes turned into a block type that does not exist. */
function damaged(zip: Uint8Array, name: string): Uint8Array {
  const bytes = Buffer.from(zip);
  bytes[bytes.indexOf(name) + name.length] = 0xff;
  return bytes;
}

describe('readPackage', () => {
  it('reads the name, the version, the variables and the connectors', () => {
    const read = readPackage('acme.zip', zipOf(manifest()));
    expect(read).toMatchObject({ uniqueName: 'Acme', version: '1.2.0.0', isManaged: true });
    expect([...read.variables]).toEqual([['acme_Text', 100000001]]);
    expect([...read.defaults]).toEqual([['acme_Text', '7']]);
    expect([...read.connectionReferences]).toEqual([['acme_Mail', '/providers/x/apis/shared_mail']]);
  });

  it.each<[what: string, zip: Uint8Array]>([
    ['no version', zipOf(manifest(''))],
    ['a version that is no number', zipOf(manifest('1.x'))],
    ['no name', zipOf(manifest('1.0', '1', ''))],
    ['the flag of a source', zipOf(manifest('1.0', '2'))],
    ['a damaged customization file', damaged(zipOf(manifest()), 'customizations.xml')],
    ['a damaged variable', damaged(zipOf(manifest()), VARIABLE)],
  ])('refuses a zip with %s', (_what, zip) => {
    expect(codeOf(() => readPackage('acme.zip', zip))).toBe('package-invalid');
  });
});
