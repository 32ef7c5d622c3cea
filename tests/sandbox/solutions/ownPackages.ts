/** Our packed solution, and the version before it as an administrator may have installed: made from ours by adding what went since and taking what is new. */
import { readFileSync } from 'node:fs';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { MANAGED_ZIP } from '../../../solution/tools/deploy';

export const OWN_NAME = 'OutboundMessaging';
export const ownManagedZip = (): Uint8Array => readFileSync(MANAGED_ZIP);
export const ownUnmanagedZip = (): Uint8Array => readFileSync(MANAGED_ZIP.replace('_managed.zip', '.zip'));

export const PREVIOUS_VERSION = '0.0.9.0';
/** A column of `obm_send` that the version before does not have yet. */
export const NEW_COLUMN = 'obm_planhash';
/** What only the version before has: a column of `obm_send`, a view that shows it, a web resource. */
export const GONE_COLUMN = 'obm_remark';
export const GONE_VIEW = '3b0a5e0c-6f0d-4c6f-9a55-5d1f2b7a9c01';
export const GONE_WEB_RESOURCE = { id: '7c1d9a44-0a3e-4f1b-8b57-2f6f6f1f3d02', name: 'obm_/js/remark.js' };

type Texts = Record<string, string>;

/** @throws when the pattern is not there: then the package has changed its shape, and the test with it. */
function swap(text: string, pattern: RegExp | string, change: (found: string) => string): string {
  const found = typeof pattern === 'string' ? pattern : pattern.exec(text)?.[0];
  if (found === undefined || !text.includes(found)) throw new Error(`The package has no ${String(pattern)}.`);
  return text.replace(found, () => change(found));
}

/** The part between the first `start` after `from` and the next `end`, both included. */
function section(text: string, start: string, end: string, from = 0): string {
  const begin = text.indexOf(start, from);
  const stop = text.indexOf(end, begin);
  if (begin < 0 || stop < 0) throw new Error(`The package has no ${start}.`);
  return text.slice(begin, stop + end.length);
}

/** Our package with a change of its texts; entries not named stay as they are. */
export function changedOwnZip(change: (texts: Texts) => Texts): Uint8Array {
  const entries = unzipSync(ownManagedZip());
  const names = ['solution.xml', 'customizations.xml', '[Content_Types].xml'];
  const texts = change(Object.fromEntries(names.map((name) => [name, strFromU8(entries[name] ?? new Uint8Array())])));
  for (const [name, text] of Object.entries(texts)) entries[name] = strToU8(text);
  return zipSync(entries);
}

const goneView = (name: string): string =>
  `<savedquery><savedqueryid>{${GONE_VIEW}}</savedqueryid><isdefault>0</isdefault><isquickfindquery>0</isquickfindquery><isprivate>0</isprivate><layoutxml><grid name="resultset" jump="obm_name" select="1"><row name="result" id="obm_sendid"><cell name="obm_name" width="200" /><cell name="${GONE_COLUMN}" width="200" /></row></grid></layoutxml><querytype>0</querytype><fetchxml><fetch version="1.0" mapping="logical"><entity name="obm_send"><attribute name="obm_sendid" /><attribute name="obm_name" /><attribute name="${GONE_COLUMN}" /></entity></fetch></fetchxml><LocalizedNames><LocalizedName description="${name}" languagecode="1033" /></LocalizedNames></savedquery>`;

const WEB_RESOURCE_FILE = 'WebResources/obm_jsremarkjs7C1D9A44-0A3E-4F1B-8B57-2F6F6F1F3D02';
const WEB_RESOURCE = `<WebResource><WebResourceId>{${GONE_WEB_RESOURCE.id}}</WebResourceId><Name>${GONE_WEB_RESOURCE.name}</Name><DisplayName>Remark</DisplayName><WebResourceType>3</WebResourceType><IntroducedVersion>0.0.1.0</IntroducedVersion><FileName>/${WEB_RESOURCE_FILE}</FileName></WebResource>`;

/** The managed package of the version before. */
export const previousZip = (): Uint8Array =>
  changedOwnZip((texts) => {
    const manifest = swap(texts['solution.xml'] ?? '', /<Version>[^<]+/, () => `<Version>${PREVIOUS_VERSION}`);
    const whole = texts['customizations.xml'] ?? '';
    const table = section(whole, '<Name LocalizedName="Send" OriginalName="Send">obm_send</Name>', '</Entity>');
    const newColumn = section(table, `<attribute PhysicalName="${NEW_COLUMN}">`, '</attribute>');
    const goneColumn = newColumn.replaceAll(NEW_COLUMN, GONE_COLUMN);
    const older = swap(
      swap(table, newColumn, () => goneColumn),
      '<savedqueries>',
      (found) => found + goneView('Sends with a remark'),
    );
    return {
      'solution.xml': swap(
        manifest,
        '<RootComponents>',
        (found) => `${found}<RootComponent type="61" schemaName="${GONE_WEB_RESOURCE.name}" behavior="0" />`,
      ),
      'customizations.xml': swap(
        swap(whole, table, () => older),
        '<WebResources>',
        (found) => found + WEB_RESOURCE,
      ),
      '[Content_Types].xml': swap(
        texts['[Content_Types].xml'] ?? '',
        '</Types>',
        (found) => `<Override PartName="/${WEB_RESOURCE_FILE}" ContentType="application/octet-stream" />${found}`,
      ),
      [WEB_RESOURCE_FILE]: 'window.remark = true;',
    };
  });
