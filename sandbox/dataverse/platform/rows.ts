/**
 * Room sandbox/dataverse, platform. The rows that every environment starts with, in an order in which each finds the
 * rows it refers to.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Guid, Row, RowLabels } from '../contracts';
import { readForms } from '../solutions/readForms';
import { parseXml } from '../solutions/xml';
import { ADMINISTRATOR_ID, BASE_CURRENCY_ID, BUSINESS_UNIT_ID, ORGANIZATION_ID, toStableId } from './ids';
import { readTableFiles } from './readTableFiles';
import { roles } from './roles';
import { toViewRow, type ViewFile } from './viewFile';

export interface PlatformRow {
  readonly table: string;
  readonly id: Guid;
  readonly values: Row;
  /** Texts of its localizable columns in other languages. */
  readonly labels?: RowLabels;
}

/** Languages of Omnichannel: LCID, locale code, name. Source: Microsoft Learn, "Create message templates" and the LCIDs of [MS-LCID]. */
const LANGUAGES = [
  [1025, 'ar-sa', 'Arabic - Saudi Arabia'],
  [1030, 'da-dk', 'Danish - Denmark'],
  [1031, 'de-de', 'German - Germany'],
  [1033, 'en-us', 'English - United States'],
  [1035, 'fi-fi', 'Finnish - Finland'],
  [1036, 'fr-fr', 'French - France'],
  [1037, 'he-il', 'Hebrew - Israel'],
  [1040, 'it-it', 'Italian - Italy'],
  [1041, 'ja-jp', 'Japanese - Japan'],
  [1042, 'ko-kr', 'Korean - Korea'],
  [1043, 'nl-nl', 'Dutch - Netherlands'],
  [1044, 'nb-no', 'Norwegian (Bokmål) - Norway'],
  [1045, 'pl-pl', 'Polish - Poland'],
  [1046, 'pt-br', 'Portuguese - Brazil'],
  [1049, 'ru-ru', 'Russian - Russia'],
  [1053, 'sv-se', 'Swedish - Sweden'],
  [1054, 'th-th', 'Thai - Thailand'],
  [1055, 'tr-tr', 'Turkish - Türkiye'],
  [1057, 'id-id', 'Indonesian - Indonesia'],
  [1066, 'vi-vn', 'Vietnamese - Vietnam'],
  [1081, 'hi-in', 'Hindi - India'],
  [1086, 'ms-my', 'Malay - Malaysia'],
  [2052, 'zh-cn', 'Chinese (Simplified) - China'],
  [2057, 'en-gb', 'English - United Kingdom'],
  [2070, 'pt-pt', 'Portuguese - Portugal'],
  [3082, 'es-es', 'Spanish - Spain'],
] as const;

const CURRENCIES = [
  ['IDR', 'Rupiah Indonesia', 'Rp', 0, 1],
  ['USD', 'US Dollar', '$', 2, 0.0000613],
  ['EUR', 'Euro', '€', 2, 0.0000525],
] as const;

const user = (id: Guid): { table: string; id: Guid } => ({ table: 'systemuser', id });

/** Every seeded row. Pure: the same rows on every call. */
export function platformRows(): readonly PlatformRow[] {
  return [...organisation(), ...roles(), ...languages(), appIcon(), ...stockViews(), ...stockForms()];
}

function organisation(): PlatformRow[] {
  return [
    { table: 'businessunit', id: BUSINESS_UNIT_ID, values: { name: 'sandbox' } },
    {
      table: 'systemuser',
      id: ADMINISTRATOR_ID,
      values: {
        firstname: 'System',
        lastname: 'Administrator',
        fullname: 'System Administrator',
        domainname: 'administrator@sandbox.example',
        internalemailaddress: 'administrator@sandbox.example',
        businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
      },
    },
    { table: 'usersettings', id: ADMINISTRATOR_ID, values: { uilanguageid: 1033, localeid: 1033, paginglimit: 50 } },
    {
      table: 'team',
      id: toStableId('team/root'),
      values: {
        name: 'sandbox',
        isdefault: true,
        businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
        administratorid: user(ADMINISTRATOR_ID),
      },
    },
    ...CURRENCIES.map(([code, name, symbol, precision, rate]) => ({
      table: 'transactioncurrency',
      id: code === 'IDR' ? BASE_CURRENCY_ID : toStableId(`transactioncurrency/${code}`),
      values: {
        isocurrencycode: code,
        currencyname: name,
        currencysymbol: symbol,
        currencyprecision: precision,
        exchangerate: rate,
      },
    })),
    {
      table: 'organization',
      id: ORGANIZATION_ID,
      values: {
        name: 'sandbox',
        friendlyname: 'Sandbox',
        languagecode: 1033,
        localeid: 1033,
        basecurrencyid: { table: 'transactioncurrency', id: BASE_CURRENCY_ID },
        caseprefix: 'CAS',
        currentcasenumber: 1000,
      },
    },
  ];
}

function languages(): PlatformRow[] {
  return LANGUAGES.map(([lcid, code, name]) => ({
    table: 'msdyn_oclanguage',
    id: toStableId(`msdyn_oclanguage/${lcid}`),
    values: { msdyn_localeid: lcid, msdyn_localecode: code, msdyn_languagename: name },
  }));
}

/** Icon that apps without one of their own name; the platform has it under the same id and name. The picture is ours. */
const DEFAULT_APP_ICON = {
  id: '953b9fac-1e5e-e611-80d6-00155ded156f',
  name: 'msdyn_/Images/AppModule_Default_Icon.png',
  file: join(__dirname, 'icons', 'appModuleDefaultIcon.png'),
};

function appIcon(): PlatformRow {
  const { id, name, file } = DEFAULT_APP_ICON;
  return {
    table: 'webresource',
    id,
    values: {
      name,
      displayname: name,
      webresourcetype: 5,
      content: readFileSync(file).toString('base64'),
      ismanaged: true,
    },
  };
}

const VIEWS = join(__dirname, 'views');
const FORMS = join(__dirname, 'forms');

/** The entries of views/<table>.json. */
function stockViews(): PlatformRow[] {
  const tables = new Map(readTableFiles().map((file) => [file.schemaName.toLowerCase(), file]));
  return files(VIEWS, '.json').flatMap(({ name, text }) => {
    const table = tables.get(name);
    if (!table) throw new TypeError(`There are views for ${name}, but there is no such table.`);
    const { primaryId, primaryName } = table;
    return (JSON.parse(text) as ViewFile[]).map((view) =>
      toViewRow({ logicalName: name, primaryId, primaryName }, view),
    );
  });
}

/** The files forms/<table>.<name>.xml, in the form in which solutions hold forms. */
function stockForms(): PlatformRow[] {
  return files(FORMS, '.xml').flatMap(({ name, text }) => {
    const [table = ''] = name.split('.');
    const document = parseXml(`<FormXml>${text}</FormXml>`, name);
    return readForms(table, document).rows.map((row) => ({
      table: row.table,
      id: row.id,
      values: row.values,
      labels: row.labels,
    }));
  });
}

const files = (folder: string, extension: string): { name: string; text: string }[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => ({ name: name.slice(0, -extension.length), text: readFileSync(join(folder, name), 'utf8') }));
