/**
 * Room solution, flows. From rows to decisions: who is written to at which number, and who is left out for which one reason. The
 * same meaning as `decideRecipients` and `toContactList` of the room outbound, in expressions, which know neither loops over a
 * list nor patterns. Nothing here takes more actions for more people.
 *
 * Several rows with one number: rows are sorted by number, those that opted out first, then those that can be sent. Each points
 * to the row before it that has its number. Following the pointer of a pointer, until nothing changes, every row knows the first
 * of its number after as many rounds as that crowd has binary digits.
 */
import { inOrder, compose, filter, select, set, until, type Actions, type Json } from './definition';
import { INVISIBLE, PLAIN_READINGS, PUNCTUATION, read, withoutSigns } from './numberSigns';
import { LONGEST_BEGINNING, numberTable } from './numberTable';
import { isNearOptOut, optOutActions } from './undecidedOptOuts';
import type { VariableReader } from './variables';

/** Words of a page of exclusions, named by their place: reasons, and the one detail a flow knows. */
export const EXCLUSION_WORDS = [
  'no-person',
  'no-number',
  'invalid-number',
  'opted-out',
  'not-on-allow-list',
  'duplicate-number',
  'message-too-long',
  'over-size-cap',
  'number-opted-out',
] as const;
const word = (name: (typeof EXCLUSION_WORDS)[number]): number => EXCLUSION_WORDS.indexOf(name);
const ELIGIBLE = -1;

/** Contacts a request carries. */
export const MAX_CONTACTS = 100;
/** One hundred of these, with brackets and commas, stay below the 131,072 characters that `string()` may give. */
const MAX_ITEM_LENGTH = 1_300;
const MAX_MESSAGE_LENGTH = { sms: 1600, whatsapp: 1024 } as const;
const SMS = 192340000;

/** Where a table's rows hold what is written about. */
export interface PeopleSource {
  /** Expression of the list of rows: each with `customerid_contact`, `primarycontactid` and `customerid_account`. */
  readonly rows: string;
  readonly idColumn: string;
  /** Expression of the logical name of their table. */
  readonly table: string;
  /** Only one row: nobody can have the same number. */
  readonly isOne?: boolean;
}

const of = (name: string, holder = 'item()'): string => `${holder}?['${name}']`;
const textOf = (...columns: string[]): string => `trim(string(coalesce(${columns.join(', ')}, '')))`;
const put = (pairs: Readonly<Record<string, string>>, holder = 'item()'): string =>
  Object.entries(pairs).reduce((object, [name, value]) => `setProperty(${object}, '${name}', ${value})`, holder);
const without = (holder: string, ...names: string[]): string =>
  names.reduce((object, name) => `removeProperty(${object}, ${name})`, holder);
const body = (name: string): string => `body('${name}')`;
const range = (list: string): string => `@range(0, length(${list}))`;

/** The first person on the way who has a number; without any, the first there is. A customer who is a person is final. */
function personOf(): string {
  const contact = of('customerid_contact');
  const caseContact = of('primarycontactid');
  const account = of('customerid_account');
  const accountContact = of('primarycontactid', account);
  const exists = (row: string): string => `not(equals(${row}?['contactid'], null))`;
  const hasNumber = (row: string, column: string): string => `not(empty(${textOf(of(column, row))}))`;
  return (
    `if(${exists(contact)}, ${contact}, if(${hasNumber(caseContact, 'mobilephone')}, ${caseContact}, ` +
    `if(${hasNumber(accountContact, 'mobilephone')}, ${accountContact}, if(${hasNumber(account, 'telephone1')}, ${account}, ` +
    `if(${exists(caseContact)}, ${caseContact}, if(${exists(accountContact)}, ${accountContact}, ${account}))))))`
  );
}

/** Stands behind a number so short that `substring`, which fails beyond the end, could not take a calling code of it. */
const PADDING = '---';

const NO_DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(String);

/** A number as it is stored becomes E.164 without its plus, where the table of numbering plans decides about it. */
function numberActions(variables: VariableReader): Actions {
  const plans = "outputs('Numbering_plans')";
  const home = "outputs('Home_country')";
  const raw = of('number');
  const bare = of('bare');
  const plusless = `if(startsWith(${raw}, '+'), substring(${bare}, 1), if(startsWith(${raw}, '00'), substring(${bare}, 2), ''))`;
  const abroad = of('abroad');
  const atHome = of('home');
  const code = of('code');
  const begins = (length: number): string => `substring(concat(${plusless}, '${PADDING}'), 0, ${length})`;
  const codeDigits = of('code', code);
  const afterCode = `substring(${abroad}, length(${codeDigits}))`;
  const codeTrunk = of('trunk', code);
  const fromAbroad =
    `if(equals(${code}, null), '', if(and(not(empty(${codeTrunk})), startsWith(${afterCode}, ${codeTrunk})), ` +
    `concat(${codeDigits}, substring(${afterCode}, length(${codeTrunk}))), ${abroad}))`;
  const trunk = `coalesce(${of('trunk', home)}, 'none')`;
  const homeCode = of('code', home);
  const fromHome =
    `if(or(empty(${atHome}), equals(${home}, null)), '', if(startsWith(${atHome}, ${trunk}), ` +
    `concat(${homeCode}, substring(${atHome}, length(${trunk}))), if(and(startsWith(${atHome}, ${homeCode}), ` +
    `contains(${of('plusless', home)}, concat('|', length(${atHome}), '|'))), ${atHome}, ` +
    `if(and(${of('isShared', home)}, startsWith(${atHome}, ${homeCode})), '', concat(${homeCode}, ${atHome})))))`;
  const to = of('to');
  const padded = `concat(${to}, '${'x'.repeat(LONGEST_BEGINNING)}')`;
  const ofLength = `${of('valid', plans)}?[string(length(${to}))]`;
  const isInTable = Array.from({ length: LONGEST_BEGINNING - 1 }, (_, at) => at + 1).map(
    (length) =>
      `contains(coalesce(${ofLength}?[substring(${padded}, 0, ${length})], ''), substring(${padded}, ${length}, 1))`,
  );
  return inOrder({
    Numbering_plans: compose(numberTable() as unknown as Json, { isOpen: true }),
    Home_country: compose(`@${of('home', plans)}?[toUpper(${variables.text('obm_DefaultCountry')})]`, { isOpen: true }),
    Numbers_in_plain_signs: select(
      `@${body('People')}`,
      `@${put({ number: `trim(${withoutSigns(read(raw, PLAIN_READINGS), INVISIBLE)})` })}`,
    ),
    Numbers_without_blanks: select(
      `@${body('Numbers_in_plain_signs')}`,
      `@${put({ bare: withoutSigns(raw, PUNCTUATION) })}`,
    ),
    Calling_codes: select(
      `@${body('Numbers_without_blanks')}`,
      `@${put({
        abroad: plusless,
        home: `if(or(startsWith(${bare}, '+'), startsWith(${bare}, '00')), '', ${bare})`,
        code: `coalesce(${[1, 2, 3].map((length) => `${of('codes', plans)}?[${begins(length)}]`).join(', ')})`,
      })}`,
    ),
    Whole_numbers: select(
      `@${body('Calling_codes')}`,
      `@${put({ to: `if(empty(${abroad}), ${fromHome}, ${fromAbroad})` })}`,
    ),
    Decided_numbers: select(
      `@${body('Whole_numbers')}`,
      `@${put({
        isDigits: `empty(${withoutSigns(to, NO_DIGITS)})`,
        isInTable: `or(${isInTable.join(', ')})`,
      })}`,
    ),
  });
}

/** Slugs that a flow fills, by the property of `People` that holds the value. */
const SLUGS: readonly { readonly name: string; readonly value: string; readonly isOfCase?: boolean }[] = [
  { name: 'CaseName', value: 'title', isOfCase: true },
  { name: 'CaseNumber', value: 'ticket', isOfCase: true },
  { name: 'CustomerName', value: 'full' },
  { name: 'FirstName', value: 'first' },
  { name: 'LastName', value: 'last' },
  { name: 'FullName{Customer}', value: 'full' },
  { name: 'FirstName{Customer}', value: 'first' },
  { name: 'LastName{Customer}', value: 'last' },
];
const placeOf = (name: string): string => `{${name.toLowerCase()}}`;

/** The template's texts, each with what it takes to know how long a message becomes. The default text comes first. */
function textActions(table: string): Actions {
  const count = (name: string): string => `sub(length(split(toLower(${of('text')}), '${placeOf(name)}')), 1)`;
  const counts = SLUGS.map(({ name, isOfCase }) =>
    isOfCase ? `if(equals(${table}, 'incident'), ${count(name)}, 0)` : count(name),
  );
  const fixed = SLUGS.reduce(
    (length, { name }, at) => `sub(${length}, mul(${of(`c${at}`)}, ${name.length + 2}))`,
    `length(${of('text')})`,
  );
  const language = `mod(${of('lcid')}, 1024)`;
  return inOrder({
    Localized_texts: select(
      `@${body('Read_localized_texts')}?['value']`,
      {
        lcid: `@coalesce(${of('msdyn_languagecode')}, ${of('msdyn_localeid', of('msdyn_customerlanguageid'))}, 0)`,
        text: `@coalesce(${of('msdyn_localizedtext')}, '')`,
      },
      { isOpen: true },
    ),
    Localized_texts_in_use: filter(
      `@sort(${body('Localized_texts')}, 'lcid')`,
      `@and(greater(${of('lcid')}, 0), not(empty(trim(${of('text')}))))`,
      { isOpen: true },
    ),
    Default_text: compose(
      [
        {
          lcid: "@coalesce(outputs('Template')?['msdyn_defaultlanguage']?['msdyn_localeid'], 0)",
          text: "@coalesce(outputs('Template')?['msdyn_messagetext'], '')",
        },
      ],
      { isOpen: true },
    ),
    Texts: compose(`@union(outputs('Default_text'), ${body('Localized_texts_in_use')})`, { isOpen: true }),
    Slugs_of_texts: select(
      "@outputs('Texts')",
      {
        lcid: `@${of('lcid')}`,
        text: `@${of('text')}`,
        ...Object.fromEntries(counts.map((value, at) => [`c${at}`, `@${value}`])),
      },
      { isOpen: true },
    ),
    Measured_texts: select(`@${body('Slugs_of_texts')}`, `@${put({ fixed })}`, { isOpen: true }),
    Languages: select(
      "@outputs('Texts')",
      // Languages that are written in several scripts, or share their number: only the very locale will do.
      `@if(contains(createArray(4, 20, 26), ${language}), 9999, ${language})`,
      { isOpen: true },
    ),
    Locales: select("@outputs('Texts')", `@${of('lcid')}`, { isOpen: true }),
    Texts_alone: select("@outputs('Texts')", `@${of('text')}`, { isOpen: true }),
    Language_list: compose(
      {
        locales: `@concat(',', join(${body('Locales')}, ','), ',')`,
        languages: `@concat(',', join(${body('Languages')}, ','), ',')`,
        slugs: `@toLower(join(${body('Texts_alone')}, '|'))`,
      },
      { isOpen: true },
    ),
  });
}

/** The item of everybody who has a number, and whether it can be sent. */
function itemActions(table: string, variables: VariableReader): Actions {
  const lists = "outputs('Language_list')";
  const configuration = "outputs('Configuration')";
  const isSms = `equals(${of('msdyn_channel', configuration)}, ${SMS})`;
  const placeIn = (list: string, value: string): string =>
    `sub(length(split(substring(${list}, 0, indexOf(${list}, ${value})), ',')), 1)`;
  const locale = `concat(',', ${of('lcid')}, ',')`;
  const language = `concat(',', mod(${of('lcid')}, 1024), ',')`;
  const [locales, languages] = [of('locales', lists), of('languages', lists)];
  const text = `${body('Measured_texts')}[max(${of('text')}, 0)]`;
  const length = SLUGS.reduce(
    (sum, { value }, at) => `add(${sum}, mul(${of(`c${at}`, text)}, length(${of(value)})))`,
    of('fixed', text),
  );
  const isUnused = ({ name, isOfCase }: (typeof SLUGS)[number]): string => {
    const isUsed = `contains(${of('slugs', lists)}, '${placeOf(name)}')`;
    return `if(${isOfCase ? `and(${isUsed}, equals(${table}, 'incident'))` : isUsed}, '-', '${name}')`;
  };
  const isShown = `equals(${of('msdyn_showinactivities', configuration)}, true)`;
  const item = of('item');
  const context = without(
    of('contextitems', item),
    ...SLUGS.map(isUnused),
    `if(${isShown}, '-', 'regardingobjectid')`,
    `if(${isShown}, '-', 'entityrelationshipname')`,
  );
  const limit = `if(${isSms}, ${MAX_MESSAGE_LENGTH.sms}, ${MAX_MESSAGE_LENGTH.whatsapp})`;
  return inOrder({
    Chosen_texts: select(
      `@${body('Decided_numbers')}`,
      `@${put({
        isValid: `and(${of('isDigits')}, ${of('isInTable')})`,
        text:
          `if(or(not(${isSms}), equals(${of('lcid')}, 0)), -1, if(contains(${locales}, ${locale}), ${placeIn(locales, locale)}, ` +
          `if(contains(${languages}, ${language}), ${placeIn(languages, language)}, -1)))`,
      })}`,
    ),
    Full_items: select(`@${body('Chosen_texts')}`, {
      id: `@${of('id')}`,
      isPerson: `@${of('isPerson')}`,
      number: `@${of('number')}`,
      isValid: `@${of('isValid')}`,
      to: `@${of('to')}`,
      isOut: `@${of('isOut')}`,
      length: `@${length}`,
      item: {
        tocontactid: `@concat('+', ${of('to')})`,
        channelid: `@if(${isSms}, 'SMS', 'WhatsApp')`,
        optin: true,
        locale: `@if(less(${of('text')}, 0), '', string(outputs('Texts')[max(${of('text')}, 0)]?['lcid']))`,
        contextitems: {
          msdyn_ocoutboundconfigurationid: `@${of('msdyn_ocoutboundconfigurationid', configuration)}`,
          regardingobjectid: `@${of('id')}`,
          entityrelationshipname: `@concat(${table}, '_msdyn_ocoutboundmessages')`,
          ...Object.fromEntries(SLUGS.map(({ name, value }) => [name, `@${of(value)}`])),
        },
      },
    }),
    Items_as_posted: select(
      `@${body('Full_items')}`,
      `@${put({
        item: without(
          put({ contextitems: context }, item),
          `if(${variables.isYes('obm_SendChannelId')}, '-', 'channelid')`,
          `if(empty(${of('locale', item)}), 'locale', '-')`,
        ),
      })}`,
    ),
    Fitting_items: select(
      `@${body('Items_as_posted')}`,
      `@${put({
        tooMuch:
          `if(greater(${of('length')}, ${limit}), ${word('message-too-long')}, ` +
          `if(greater(length(string(${item})), ${MAX_ITEM_LENGTH}), ${word('over-size-cap')}, ${ELIGIBLE}))`,
      })}`,
    ),
  });
}

/** One decision for everybody, with the row that decided where it was another one. */
function decisionActions(variables: VariableReader, isOne: boolean): Actions {
  const holds = variables.isYes('obm_OptOutHoldsForNumber');
  const place = `formatNumber(${of('order')}, '000000000')`;
  const rows = body('Rows_by_number');
  const leaders = isOne ? body('Rows_before') : "variables('FirstOfNumber')";
  const fittingItem = `${body('Fitting_items')}[item()]`;
  const row = `${rows}[item()]`;
  const leader = `${rows}[${leaders}[item()]]`;
  const before = 'max(sub(item(), 1), 0)';
  const fits = `equals(${of('tooMuch')}, ${ELIGIBLE})`;
  const allowed = variables.text('obm_TestAllowList');
  const lineBreaks = ["decodeUriComponent('%0D')", "decodeUriComponent('%0A')"];
  const oneSeparator = [...lineBreaks, "';'"].reduce((text, part) => `replace(${text}, ${part}, ',')`, allowed);
  const list = withoutSigns(oneSeparator, PUNCTUATION);
  const isAllowed = `or(empty(${allowed}), contains(concat(',', outputs('Allow_list'), ','), concat(',+', ${of('to')}, ',')))`;
  const isOptedOutByOther = `and(${of('firstIsOut')}, ${holds})`;
  const isOut = isOne ? of('isOut') : `or(${of('isOut')}, ${isOptedOutByOther}, ${of('isNearOptOut')})`;
  const reason =
    `if(not(${of('isPerson')}), ${word('no-person')}, if(empty(${of('number')}), ${word('no-number')}, ` +
    `if(not(${of('isValid')}), ${word('invalid-number')}, if(${isOut}, ${word('opted-out')}, ` +
    `if(not(${isAllowed}), ${word('not-on-allow-list')}, if(${fits}, if(${of('isFirst')}, ${ELIGIBLE}, ${word('duplicate-number')}), ` +
    `if(and(${of('firstFits')}, less(${of('firstOrder')}, ${of('order')})), ${word('duplicate-number')}, ${of('tooMuch')})))))))`;
  return inOrder({
    Allow_list: compose(`@${list}`),
    ...(!isOne && optOutActions(body('Chosen_texts'))),
    Rows_in_order: select(
      range(body('Fitting_items')),
      `@${put(
        { order: 'item()', ...(!isOne && { isNearOptOut: `and(${holds}, ${isNearOptOut(of('to', fittingItem))})` }) },
        fittingItem,
      )}`,
    ),
    Rows_with_keys: select(
      `@${body('Rows_in_order')}`,
      `@${put({
        group: `if(${of('isValid')}, concat(${of('to')}, if(${holds}, '', string(${of('isOut')}))), concat('-', ${place}))`,
        rank: `concat(if(${of('isOut')}, '0', if(${fits}, '1', '2')), ${place})`,
      })}`,
    ),
    Rows_to_sort: select(
      `@${body('Rows_with_keys')}`,
      `@${put({ key: `concat(${of('group')}, ' ', ${of('rank')})` })}`,
    ),
    Rows_by_number: select(`@sort(${body('Rows_to_sort')}, 'key')`, '@item()'),
    Rows_before: select(
      range(rows),
      `@if(equals(${rows}[item()]['group'], ${rows}[${before}]['group']), ${before}, item())`,
      { isOpen: true },
    ),
    ...(!isOne && {
      Begin_with_rows_before: set('FirstOfNumber', `@${body('Rows_before')}`),
      Find_first_of_each_number: until(
        "@variables('IsFirstFound')",
        { count: 60, timeout: 'PT1H' },
        inOrder({
          Rows_before_those_before: select(
            range("variables('FirstOfNumber')"),
            "@variables('FirstOfNumber')[variables('FirstOfNumber')[item()]]",
            { isOpen: true },
          ),
          Note_whether_found: set(
            'IsFirstFound',
            `@equals(${body('Rows_before_those_before')}, variables('FirstOfNumber'))`,
          ),
          Go_on_with_these: set('FirstOfNumber', `@${body('Rows_before_those_before')}`),
        }),
      ),
    }),
    Rows_with_their_first: select(
      range(rows),
      `@${put(
        {
          isFirst: `equals(${leaders}[item()], item())`,
          firstId: of('id', leader),
          firstIsOut: of('isOut', leader),
          firstFits: `equals(${of('tooMuch', leader)}, ${ELIGIBLE})`,
          firstOrder: of('order', leader),
        },
        row,
      )}`,
    ),
    Decisions: select(`@${body('Rows_with_their_first')}`, `@${put({ reason })}`),
    Eligible: filter(`@sort(${body('Decisions')}, 'order')`, `@equals(${of('reason')}, ${ELIGIBLE})`),
    Excluded: filter(`@sort(${body('Decisions')}, 'order')`, `@greater(${of('reason')}, ${ELIGIBLE})`),
    Contact_list: select(`@${body('Eligible')}`, `@${of('item')}`),
    Source_ids: select(`@${body('Eligible')}`, `@${of('id')}`),
    Exclusions: select(
      `@${body('Excluded')}`,
      `@createArray(${of('id')}, ${of('reason')}, ` +
        `if(and(equals(${of('reason')}, ${word('opted-out')}), not(${of('isOut')})), ${word('number-opted-out')}, null), ` +
        `if(equals(${of('reason')}, ${word('duplicate-number')}), ${of('firstId')}, null), ` +
        `if(and(equals(${of('reason')}, ${word('opted-out')}), not(${of('isOut')}), ${of('firstIsOut')}), ${of('firstId')}, null))`,
    ),
  });
}

/**
 * The actions from rows to `Contact_list` and `Source_ids` (everybody who is written to, in the rows' order) and `Exclusions`
 * (rows of `obm_exclusionpage`). They need the outputs of `Configuration` and `Template`, and the body of `Read_localized_texts`.
 */
export function peopleActions(
  { rows, idColumn, table, isOne = false }: PeopleSource,
  variables: VariableReader,
): Actions {
  const person = of('person');
  return chain([
    inOrder({
      Rows_with_people: select(rows, {
        id: `@${of(idColumn)}`,
        title: `@${textOf(of('title'))}`,
        ticket: `@${textOf(of('ticketnumber'))}`,
        person: `@${personOf()}`,
      }),
      People: select(`@${body('Rows_with_people')}`, {
        id: `@${of('id')}`,
        title: `@${of('title')}`,
        ticket: `@${of('ticket')}`,
        isPerson: `@not(equals(coalesce(${of('contactid', person)}, ${of('accountid', person)}), null))`,
        number: `@${textOf(of('mobilephone', person), of('telephone1', person))}`,
        isOut: `@equals(${of('donotphone', person)}, true)`,
        lcid: `@coalesce(${of('mspp_userpreferredlcid', person)}, 0)`,
        full: `@${textOf(of('fullname', person), of('name', person))}`,
        first: `@${textOf(of('firstname', person))}`,
        last: `@${textOf(of('lastname', person))}`,
      }),
    }),
    numberActions(variables),
    textActions(table),
    itemActions(table, variables),
    decisionActions(variables, isOne),
  ]);
}

/** Groups of actions behind one another. */
export function chain(groups: readonly Actions[]): Actions {
  return inOrder(
    Object.fromEntries(
      groups.flatMap((group) =>
        Object.entries(group).map(([name, action], at) => {
          if (at > 0) return [name, action];
          return [name, Object.fromEntries(Object.entries(action).filter(([key]) => key !== 'runAfter'))];
        }),
      ),
    ),
  );
}
