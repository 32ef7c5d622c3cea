/**
 * Room tests. The solution linter on manifest, labels, ids, variables, secrets, controls, and on what keeps a table's parts together:
 * every rule finds a deliberate break.
 */
import { inFile, itFindsEach, type Breaks } from './breaks';

const MANIFEST = 'Other/Solution.xml';
const SEND = 'Entities/obm_send/Entity.xml';
const MESSAGE_FORM = 'Entities/msdyn_ocsystemmessage/FormXml/main/';
const SEND_FORM = 'Entities/obm_send/FormXml/main/';
const SEND_VIEWS = 'Entities/obm_send/SavedQueries/';
const REQUEST_LIMIT = 'environmentvariabledefinitions/obm_RequestLimit/environmentvariabledefinition.xml';
const TIME_ZONE = 'environmentvariabledefinitions/obm_TimeZone/environmentvariabledefinition.xml';
const BUILT_MANIFEST = '../../pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor/ControlManifest.xml';
const ICON = '../../dist/webresources/obm_/img/send.svg';
const SCRIPT = 'dist/webresources/obm_/js/sendForm.js';

const BREAKS: Breaks = [
  ['publisher-prefix', 'a prefix of Microsoft', inFile(MANIFEST, 'Prefix>obm<', 'Prefix>mscrmobm<')],
  [
    'publisher-prefix',
    'an option prefix that is too short',
    inFile(MANIFEST, 'ValuePrefix>84120<', 'ValuePrefix>8412<'),
  ],
  ['manifest-managed', 'a source of one package only', inFile(MANIFEST, '<Managed>2<', '<Managed>1<')],
  ['manifest-version', 'a version of three numbers', inFile(MANIFEST, /<Version>[^<]*</, '<Version>0.1.0<')],
  ['manifest-addresses', 'a publisher with one address', inFile(MANIFEST, /<Address>[^]*?<\/Address>/, '')],
  [
    'language-base-missing',
    'labels without their base language',
    inFile('Other/Customizations.xml', /.*<Language>1033<.*\n/, ''),
  ],
  [
    'component-id-made-up',
    'a copy of a form of Microsoft',
    (f) => {
      const id = '{4a63c8f0-6c1e-48ec-9db4-3e6c7155334c}';
      const path = f.only(SEND_FORM);
      f.write(`${SEND_FORM}${id}.xml`, f.read(path).replace(/<formid>[^<]*</, `<formid>${id}<`));
      f.remove(path);
    },
  ],
  [
    'component-id-shared',
    'a role with the id of a web resource',
    (f) => {
      const id = /<WebResourceId>([^<]*)</.exec(f.read('WebResources/obm_/img/app.svg.data.xml'))?.[1] ?? '';
      f.replace('Roles/Outbound Sender.xml', /Role id="[^"]*"/, `Role id="${id}"`);
    },
  ],
  [
    'type-code',
    'cards by type code',
    inFile(SEND_FORM, '</form>', '<UClientActivityCardMap>task:4212:x</UClientActivityCardMap></form>'),
  ],
  [
    'variable-text-form',
    'a variable with a declaration',
    (f) => f.write(TIME_ZONE, `<?xml version="1.0"?>${f.read(TIME_ZONE)}`),
  ],
  [
    'variable-text-form',
    'a variable in another order',
    inFile(TIME_ZONE, /(.*<secretstore>.*\n)(.*<type>.*\n)/, '$2$1'),
  ],
  ['variable-type', 'a variable of no type', inFile(TIME_ZONE, '<type>100000000<', '<type>100000009<')],
  ['variable-default', 'a number that is none', inFile(REQUEST_LIMIT, '>30000<', '>30,000<')],
  ['secret-in-source', 'a secret with a default', inFile(TIME_ZONE, '<type>100000000<', '<type>100000005<')],
  [
    'secret-in-source',
    'a storage key as default',
    inFile(TIME_ZONE, '>UTC<', `>AccountKey=${'abcD1234'.repeat(8)}==<`),
  ],
  [
    'secret-in-source',
    'a password in a script',
    (f) =>
      f.writeBuilt(SCRIPT, "var Obm = { SendForm: { onLoad: function () { var password = 'hunter2hunter2'; } } };"),
  ],
  ['icon-form', 'an icon with a size of its own', inFile(ICON, '<svg ', '<svg width="16" ')],
  ['icon-form', 'an icon that is not square', inFile(ICON, '0 0 16 16', '0 0 16 9')],
  ['icon-form', 'an icon in a colour of its own', inFile(ICON, 'currentColor', '#000')],
  [
    'web-resource-too-large',
    'a script that no environment takes',
    (f) => f.writeBuilt(SCRIPT, `${f.read(`../../${SCRIPT}`)}${' '.repeat(6_000_000)}`),
  ],
  ['control-not-built', 'a manifest that was not built', inFile(BUILT_MANIFEST, / api-version="[^"]*"/, '')],
  [
    'control-library-missing',
    'a virtual control without React',
    inFile(BUILT_MANIFEST, /.*platform-library name="React".*\n/, ''),
  ],
  [
    'control-premium',
    'a control that asks for a premium licence',
    inFile(BUILT_MANIFEST, '<resources>', '<external-service-usage enabled="true" /><resources>'),
  ],
  [
    'control-dash',
    'a dash in a manifest',
    inFile(BUILT_MANIFEST, 'description-key="Edits"', 'description-key="Edits \u2013 texts"'),
  ],
  [
    'control-description-default',
    "a description without the column's own control",
    inFile(MESSAGE_FORM, '<datafieldname>msdyn_messagetext<', '<datafieldname>msdyn_name<'),
  ],
  [
    'control-form-factor',
    'a control that phones do not show',
    inFile(MESSAGE_FORM, '<customControl formFactor="0"', '<customControl formFactor="2"'),
  ],
  [
    'control-description-twice',
    'a control described twice',
    inFile(MESSAGE_FORM, /(<controlDescription [^]*?<\/controlDescription>)/, '$1$1'),
  ],
  ['table-placeholder-missing', 'a table that loses its views', inFile(SEND, '<SavedQueries />', '')],
  ['table-placeholder-missing', 'a table that loses its ribbon', inFile(SEND, '<RibbonDiffXml />', '')],
  ['column-length', 'a text that holds half', inFile(SEND, '<Length>400<', '<Length>200<')],
  [
    'option-value-outside-range',
    "a local choice with another's value",
    inFile(
      SEND,
      '<OptionSetName>obm_sendstate</OptionSetName>',
      '<optionset Name="x"><options><option value="1" /></options></optionset>',
    ),
  ],
  [
    'relationship-table-spelling',
    'a table in another spelling',
    inFile('Other/Relationships/Team.xml', '<ReferencedEntityName>Team<', '<ReferencedEntityName>team<'),
  ],
  [
    'system-relationship-name',
    'a system relationship under a name of its own',
    inFile('Other/Relationships/Team.xml', 'Name="team_obm_send"', 'Name="teams_obm_send"'),
  ],
  [
    'view-row-id',
    'a view whose rows are of another table',
    (f) => f.replace(f.path(SEND_VIEWS, '<row '), /id="obm_sendid"/, 'id="obm_sendbatchid"'),
  ],
  [
    'view-quick-find',
    'a search that finds nothing',
    (f) => f.replace(f.path(SEND_VIEWS, 'isquickfindfields="1"'), 'isquickfindfields="1"', ''),
  ],
  [
    'label-missing',
    'a label without Indonesian',
    inFile(SEND_FORM, /.*description="Orang" languagecode="1057".*\n/, ''),
  ],
  [
    'label-missing',
    'a variable without Indonesian',
    inFile(
      'environmentvariabledefinitions/obm_DefaultCountry/environmentvariabledefinition.xml',
      /.*"Negara default".*\n/,
      '',
    ),
  ],
  [
    'label-language-unlisted',
    'a label in a language of nobody',
    inFile(SEND_FORM, 'languagecode="1057"', 'languagecode="1030"'),
  ],
  [
    'label-control-character',
    'a label with a character that nobody sees',
    inFile(SEND_FORM, 'description="Orang"', 'description="Or&#x80;ang"'),
  ],
  ['label-empty', 'an empty label', inFile(SEND_FORM, 'description="Orang"', 'description=""')],
  [
    'guid-form',
    'an id in upper case',
    inFile(SEND_FORM, /<cell id="(\{[^"]+\})"/, '<cell id="{ABCDEF00-0000-4000-8000-000000000001}"'),
  ],
  [
    'guid-form',
    'an id of zeros',
    inFile(SEND_FORM, /<cell id="(\{[^"]+\})"/, '<cell id="{00000000-0000-0000-0000-000000000000}"'),
  ],
];

describe('lintSolution, on the source as a whole', () => itFindsEach(BREAKS));
