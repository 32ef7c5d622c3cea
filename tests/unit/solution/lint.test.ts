/** Room tests. The solution linter: our solution has no findings, and every rule finds a deliberate break. */
import { lintSolution, readPackageVersion } from '../../../solution/tools/lint';
import { inFile, itFindsEach, type Breaks } from './breaks';
import { CONTROL, SolutionFolder } from './solutionFolder';

const MESSAGE = 'Entities/msdyn_ocsystemmessage/FormXml/main/';
const CONFIGURATION = 'Entities/msdyn_ocoutboundconfiguration/FormXml/main/';
const SEND_FORM = 'Entities/obm_send/FormXml/main/';
const TEMPLATES = 'Entities/msdyn_ocsystemmessage/SavedQueries/{6f0c0d1e-51a5-5b7e-9d0e-6a1f6f3b8a01}.xml';
const RIBBON = 'Entities/Incident/RibbonDiff.xml';
const SEND_RIBBON = 'Entities/obm_send/RibbonDiff.xml';
const SEND = 'Entities/obm_send/Entity.xml';
const MANIFEST = 'Other/Solution.xml';
const SITE_MAP = 'AppModuleSiteMaps/obm_OutboundMessaging/AppModuleSiteMap.xml';
const APP = 'AppModules/obm_OutboundMessaging/AppModule.xml';
const SEND_ICON = 'WebResources/obm_/img/send.svg.data.xml';
const BUILT_MANIFEST = 'pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor/ControlManifest.xml';

const BREAKS: Breaks = [
  ['root-without-component', 'a root whose part is gone', (f) => f.remove('OptionSets/obm_sendsource.xml')],
  [
    'root-without-component',
    'a table root in schema case',
    inFile(MANIFEST, '"incident" behavior', '"Incident" behavior'),
  ],
  ['component-without-root', 'a web resource that is no root', inFile(MANIFEST, /.*obm_\/img\/app\.svg.*\n/, '')],
  [
    'component-without-root',
    'a form of a Microsoft table that is no root',
    inFile(MANIFEST, /.*RootComponent type="60".*\n/, ''),
  ],
  ['root-twice', 'a root listed twice', inFile(MANIFEST, /( *<RootComponent type="9".*\n)/, '$1$1')],
  [
    'root-behavior',
    'a Microsoft table taken over whole',
    inFile(MANIFEST, '"incident" behavior="2"', '"incident" behavior="0"'),
  ],
  [
    'dependency-unlisted',
    'a used table that is no dependency',
    inFile(MANIFEST, /schemaName="msdyn_ocliveworkitem" displayName/, 'schemaName="msdyn_other" displayName'),
  ],
  [
    'dependency-solution-name',
    'a dependency on a solution by its display name',
    inFile(MANIFEST, 'solution="OmnichannelBase (1.0.0.0)"', 'solution="Omnichannel - Base Solution (1.0.0.0)"'),
  ],
  ['column-type-unknown', 'a column of type memo', inFile(SEND, '<Type>ntext</Type>', '<Type>memo</Type>')],
  [
    'column-format-invalid',
    'a date format that does not exist',
    inFile(SEND, '<Format>datetime<', '<Format>DateAndTime<'),
  ],
  ['column-without-length', 'a text without length', inFile(SEND, '<MaxLength>200</MaxLength>', '')],
  ['prefix-missing', 'a column without the prefix', inFile(SEND, '<LogicalName>obm_planhash', '<LogicalName>planhash')],
  [
    'column-name-differs',
    'two names for one column',
    inFile(SEND, 'PhysicalName="obm_planhash"', 'PhysicalName="obm_hash"'),
  ],
  ['choice-missing', 'a choice that is not packed', inFile(SEND, '>obm_sendstate<', '>obm_sendstates<')],
  [
    'table-name-differs',
    'a table in two spellings',
    inFile(SEND, '<entity Name="obm_send">', '<entity Name="obm_Send">'),
  ],
  [
    'system-column-missing',
    'a table without its owner',
    inFile(SEND, '<LogicalName>ownerid<', '<LogicalName>obm_ownerid<'),
  ],
  [
    'system-column-not-logical',
    'an owner column that claims to be stored',
    inFile(SEND, /(PhysicalName="OwningTeam">[^]*?)<IsLogical>1</, '$1<IsLogical>0<'),
  ],
  ['primary-name', 'a table without a primary name', inFile(SEND, 'PrimaryName|', '')],
  [
    'fallback-form-missing',
    'a table without a fallback form',
    inFile(SEND_FORM, 'FallbackForm="true"', 'FallbackForm="false"'),
  ],
  ['form-missing', 'a table without a main form', (f) => f.remove('Entities/obm_send/FormXml')],
  [
    'option-value-outside-range',
    "another publisher's option value",
    inFile('OptionSets/obm_sendstate.xml', '"841200000"', '"100000000"'),
  ],
  [
    'relationship-missing',
    'a lookup without relationship',
    inFile(
      'Other/Relationships/obm_send.xml',
      '<ReferencingAttributeName>obm_sendid',
      '<ReferencingAttributeName>obm_parentid',
    ),
  ],
  [
    'relationship-without-lookup',
    'a relationship without lookup',
    inFile(
      'Other/Relationships/obm_send.xml',
      '<ReferencingAttributeName>obm_sendid',
      '<ReferencingAttributeName>obm_parentid',
    ),
  ],
  [
    'relationship-in-wrong-file',
    'a relationship in the wrong file',
    (f) => {
      f.write('Other/Relationships/Team2.xml', f.read('Other/Relationships/Team.xml'));
      f.remove('Other/Relationships/Team.xml');
    },
  ],
  ['relationship-unlisted', 'an unlisted relationship', inFile('Other/Relationships.xml', /.*team_obm_send".*\n/, '')],
  [
    'relationship-listed-only',
    'a listed relationship without definition',
    inFile('Other/Relationships.xml', 'Name="team_obm_send"', 'Name="team_obm_sends"'),
  ],
  [
    'relationship-twice',
    'a relationship defined twice',
    inFile('Other/Relationships/Team.xml', 'Name="team_obm_sendbatch"', 'Name="team_obm_send"'),
  ],
  [
    'relationship-archive-cascade',
    'a relationship that cascades into the archive',
    inFile('Other/Relationships/obm_send.xml', '<CascadeArchive>NoCascade<', '<CascadeArchive>Cascade<'),
  ],
  [
    'view-column-unknown',
    'a view with a misspelt column',
    inFile(TEMPLATES, 'attribute name="msdyn_name"', 'attribute name="msdyn_nam"'),
  ],
  [
    'view-column-unknown',
    'a view filtered by a misspelt column',
    inFile(TEMPLATES, 'attribute="msdyn_messagetype"', 'attribute="msdyn_type"'),
  ],
  [
    'view-cell-not-fetched',
    'a cell that is not fetched',
    inFile(TEMPLATES, 'cell name="msdyn_name"', 'cell name="createdon"'),
  ],
  ['view-type-code', 'a type code in a view', inFile(TEMPLATES, '<grid ', '<grid object="10123" ')],
  [
    'view-of-other-table',
    'a view of another table',
    inFile(TEMPLATES, '<entity name="msdyn_ocsystemmessage"', '<entity name="account"'),
  ],
  ['view-without-fetch', 'a view that reads nothing', inFile(TEMPLATES, /<fetchxml>[^]*<\/fetchxml>/, '')],
  [
    'view-default',
    'two default views of a kind',
    (f) => {
      const path = f.path('Entities/obm_send/SavedQueries/', 'Inactive Sends');
      f.replace(path, '<isdefault>0<', '<isdefault>1<');
    },
  ],
  ['view-file-name', 'a view in a file of another name', inFile(TEMPLATES, '<savedqueryid>{6f', '<savedqueryid>{7f')],
  ['form-file-name', 'a form in a file of another name', inFile(SEND_FORM, /<formid>\{./, '<formid>{f')],
  [
    'form-column-unknown',
    'a form with a misspelt column',
    inFile(MESSAGE, 'datafieldname="msdyn_name"', 'datafieldname="msdyn_title"'),
  ],
  [
    'form-column-unknown',
    'a control bound to a misspelt column',
    inFile(MESSAGE, '<text>msdyn_messagetext<', '<text>msdyn_text<'),
  ],
  [
    'control-class-unfit',
    'a lookup shown as text',
    inFile(SEND_FORM, /270BD3DB-D9AF-4782-9025-509E298DEC0A/, '4273EDBD-AC1D-40d3-9FB2-095C621B552D'),
  ],
  ['form-is-diff', 'a form that claims to change another', inFile(SEND_FORM, '<tab ', '<tab solutionaction="Added" ')],
  [
    'library-missing',
    'a form library that is not packed',
    inFile(MESSAGE, '<Library name="obm_/js/messageTemplateForm.js"', '<Library name="obm_/js/other.js"'),
  ],
  [
    'handler-library-unlisted',
    'a handler of an unlisted library',
    inFile(MESSAGE, /<Library name="[^"]*"/, '<Library name="obm_/js/sendOutboundCommand.js"'),
  ],
  [
    'function-missing',
    'a handler that the script does not offer',
    inFile(MESSAGE, 'MessageTemplateForm.onSave', 'MessageTemplateForm.onSaved'),
  ],
  [
    'function-name-invalid',
    'a handler with a name that is no name',
    inFile(MESSAGE, 'MessageTemplateForm.onSave', 'MessageTemplateForm.onSave()'),
  ],
  [
    'library-not-script',
    'a handler in a picture',
    inFile(MESSAGE, /obm_\/js\/messageTemplateForm\.js/g, 'obm_/img/send.svg'),
  ],
  [
    'script-fails',
    'a script that fails while it loads',
    (f) => f.writeBuilt('dist/webresources/obm_/js/messageTemplateForm.js', 'document.title'),
  ],
  [
    'form-web-resource-missing',
    'a page on a form that is not packed',
    inFile(CONFIGURATION, '<Url>obm_/pages/copyConfigurationId.html<', '<Url>obm_/pages/other.html<'),
  ],
  [
    'form-web-resource-id',
    'a page on a form with another id',
    inFile(CONFIGURATION, /<WebResourceId>\{./, '<WebResourceId>{0'),
  ],
  ['subgrid-view-missing', 'a subgrid with a view of nobody', inFile(SEND_FORM, /<ViewId>\{./, '<ViewId>{0')],
  [
    'subgrid-relationship-unknown',
    'a subgrid over a misspelt relationship',
    inFile(SEND_FORM, 'obm_obm_send_obm_sendbatch', 'obm_send_obm_sendbatch'),
  ],
  [
    'id-twice',
    'two cells with one id',
    (f) => {
      const form = f.only(SEND_FORM);
      const [first, second] = [...f.read(form).matchAll(/<cell id="([^"]+)"/g)].map((match) => match[1] ?? '');
      f.replace(form, `<cell id="${second}"`, `<cell id="${first}"`);
    },
  ],
  [
    'id-twice',
    'two ribbon rules with one id',
    inFile(
      RIBBON,
      /<EnableRule Id="obm\.incident\.FormNotNew\.EnableRule">/,
      '<EnableRule Id="obm.incident.SelectionOneOrMore.EnableRule">',
    ),
  ],
  [
    'id-twice',
    'two site map nodes with one id',
    inFile(SITE_MAP, 'Id="obm_customers_contact"', 'Id="obm_cases_incident"'),
  ],
  ['control-description-orphan', 'a description of no control', inFile(MESSAGE, /forControl="\{./, 'forControl="{0')],
  ['control-missing', 'a control that is not packed', inFile(MESSAGE, `name="${CONTROL}"`, 'name="obm_Obm.Other"')],
  [
    'control-property-unknown',
    'a parameter that the manifest does not have',
    inFile(MESSAGE, /<channel>msdyn_streamsource<\/channel>/, '<icon>msdyn_streamsource</icon>'),
  ],
  [
    'control-property-unbound',
    'a required property that is not bound',
    inFile(MESSAGE, '<text>msdyn_messagetext</text>', ''),
  ],
  [
    'ribbon-id-prefix',
    'a ribbon id that others may use',
    inFile(RIBBON, /obm\.incident\.FormNotNew\.EnableRule/g, 'FormNotNew'),
  ],
  [
    'ribbon-id-prefix',
    'a hidden command under an id that others may use',
    inFile(SEND_RIBBON, 'HideActionId="obm.obm_send.NewRecord.Grid', 'HideActionId="obm.NewRecord.Grid'),
  ],
  [
    'id-twice',
    'two hidden commands with one id',
    inFile(SEND_RIBBON, 'obm.obm_send.NewRecord.Form.', 'obm.obm_send.NewRecord.Grid.'),
  ],
  [
    'ribbon-hide-location',
    'a hidden command of another table',
    inFile(SEND_RIBBON, 'Mscrm.Form.obm_send.NewRecord', 'Mscrm.Form.obm_sendbatch.NewRecord'),
  ],
  [
    'ribbon-hide-location',
    'a place where a command is hidden',
    inFile(SEND_RIBBON, 'Mscrm.Form.obm_send.NewRecord', 'Mscrm.Form.obm_send.MainTab.Save.Controls._children'),
  ],
  [
    'ribbon-hidden-twice',
    'a command that is hidden twice',
    inFile(SEND_RIBBON, 'Mscrm.Form.obm_send.NewRecord', 'Mscrm.HomepageGrid.obm_send.NewRecord'),
  ],
  [
    'ribbon-label-missing',
    'a label that is not written',
    inFile(
      RIBBON,
      'LocLabel Id="obm.incident.SendOutbound.LabelText"',
      'LocLabel Id="obm.incident.SendOutbound.Other"',
    ),
  ],
  [
    'ribbon-label-base',
    'a label without English',
    inFile(RIBBON, 'description="Send outbound" languagecode="1033"', 'description="Kirim" languagecode="1057"'),
  ],
  [
    'ribbon-web-resource-missing',
    'an icon that is not packed',
    inFile(RIBBON, 'ModernImage="$webresource:obm_/img/send.svg"', 'ModernImage="$webresource:obm_/img/none.svg"'),
  ],
  [
    'ribbon-command-missing',
    'a button without command',
    inFile(RIBBON, 'Command="obm.incident.SendOutbound.Grid.Command"', 'Command="obm.incident.None"'),
  ],
  ['ribbon-alt-missing', 'a button without Alt', inFile(RIBBON, ' Alt="$LocLabels:obm.incident.SendOutbound.Alt"', '')],
  ['ribbon-command-shape', 'a command without actions', inFile(RIBBON, /<Actions>[^]*?<\/Actions>/, '')],
  [
    'ribbon-rule-missing',
    'a command with an undefined rule',
    inFile(
      RIBBON,
      '<EnableRule Id="obm.incident.SelectionOneOrMore.EnableRule" />',
      '<EnableRule Id="obm.incident.None" />',
    ),
  ],
  [
    'ribbon-custom-display-rule',
    'a script in a display rule',
    inFile(
      RIBBON,
      '<EntityPrivilegeRule',
      '<CustomRule Library="$webresource:obm_/js/sendOutboundCommand.js" FunctionName="Obm.SendOutbound.fromForm" /><EntityPrivilegeRule',
    ),
  ],
  [
    'ribbon-location',
    'a place that shows nothing',
    inFile(RIBBON, 'MainTab.Actions.Controls._children', 'MainTab.Actions'),
  ],
  [
    'ribbon-location',
    'a place on the bar of another table',
    inFile(RIBBON, 'Mscrm.Form.incident', 'Mscrm.Form.account'),
  ],
  [
    'function-missing',
    'a command that the script does not offer',
    inFile(RIBBON, 'Obm.SendOutbound.fromGrid', 'Obm.SendOutbound.fromList'),
  ],
  ['web-resource-id', 'a made-up web resource id', inFile(SEND_ICON, /<WebResourceId>\{./, '<WebResourceId>{0')],
  [
    'web-resource-file-name',
    'a zip name that is not derived',
    inFile(SEND_ICON, '/WebResources/obm_imgsendsvg', '/WebResources/send'),
  ],
  ['web-resource-type', 'a picture called a script', inFile(SEND_ICON, '<WebResourceType>11<', '<WebResourceType>3<')],
  [
    'web-resource-place',
    'a web resource away from its name',
    inFile(SEND_ICON, '<Name>obm_/img/send.svg<', '<Name>obm_/img/sent.svg<'),
  ],
  [
    'web-resource-language',
    'texts without language',
    inFile('WebResources/obm_/strings/outbound.1057.resx.data.xml', /<LanguageCode>.*\n/, ''),
  ],
  [
    'web-resource-dependency',
    'a dependency that is not packed',
    inFile(
      'WebResources/obm_/js/sendOutboundCommand.js.data.xml',
      'name="obm_/strings/outbound.1033.resx"',
      'name="obm_/strings/none.1033.resx"',
    ),
  ],
  [
    'built-file-missing',
    'a web resource that was not built',
    (f) => f.removeBuilt('dist/webresources/obm_/img/send.svg'),
  ],
  ['built-file-missing', 'a control that was not built', (f) => f.removeBuilt(BUILT_MANIFEST)],
  [
    'built-file-missing',
    'a control file that was not built',
    (f) => f.removeBuilt(BUILT_MANIFEST.replace('ControlManifest.xml', 'bundle.js')),
  ],
  [
    'control-file-name',
    'a control at another place',
    inFile(`Controls/${CONTROL}/ControlManifest.xml.data.xml`, '/ControlManifest.xml<', '/Manifest.xml<'),
  ],
  [
    'control-name-differs',
    'a manifest of another control',
    inFile(`../../${BUILT_MANIFEST}`, 'constructor="MessageTemplateEditor"', 'constructor="Other"'),
  ],
  [
    'control-apostrophe',
    'an apostrophe in a manifest',
    inFile(`../../${BUILT_MANIFEST}`, 'description-key="Edits"', `description-key="The template's text"`),
  ],
  [
    'version-differs',
    'a control of another version',
    inFile(`../../${BUILT_MANIFEST}`, 'version="0.1.0"', 'version="0.0.9"'),
  ],
  ['version-differs', 'a solution of another version', inFile(MANIFEST, '<Version>0.1.0.0<', '<Version>0.2.0.0<')],
  [
    'site-map-without-app',
    'a site map of no app',
    inFile(SITE_MAP, '<SiteMapUniqueName>obm_', '<SiteMapUniqueName>obm_x'),
  ],
  [
    'site-map-table-not-in-app',
    'a site map table that the app lacks',
    inFile(APP, /.*type="1" schemaName="contact".*\n/, ''),
  ],
  [
    'site-map-web-resource-missing',
    'a site map page that is not packed',
    inFile(SITE_MAP, 'obm_/pages/productivity.html', 'obm_/pages/none.html'),
  ],
  [
    'site-map-title-missing',
    'a site map page without title',
    inFile(SITE_MAP, /(<SubArea Id="obm_productivity"[^>]*>)[^]*?<\/SubArea>/, '$1</SubArea>'),
  ],
  ['app-component-missing', 'an app with a form of nobody', inFile(APP, /type="60" id="\{./, 'type="60" id="{0')],
  ['app-icon-missing', 'an app without its icon', inFile(APP, /<WebResourceId>./, '<WebResourceId>f')],
  [
    'prefix-missing',
    'a variable away from its name',
    inFile(
      'environmentvariabledefinitions/obm_DefaultCountry/environmentvariabledefinition.xml',
      'schemaname="obm_DefaultCountry"',
      'schemaname="DefaultCountry"',
    ),
  ],
];

describe('lintSolution', () => itFindsEach(BREAKS));

describe('lintSolution, on our solution', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());
  const lint = () => lintSolution(folder.src, { map: folder.map, packageVersion: readPackageVersion() });

  it('has no finding in our solution', () => {
    expect(lint()).toEqual([]);
  });

  it('compares no versions when it is given none', () => {
    folder.replace(MANIFEST, '<Version>0.1.0.0<', '<Version>0.2.0.0<');
    expect(lintSolution(folder.src, { map: folder.map })).toEqual([]);
  });

  it('reports a script that is not built once, not once for each call', () => {
    folder.removeBuilt('dist/webresources/obm_/js/sendOutboundCommand.js');
    expect(lint().map((finding) => finding.code)).toEqual(['built-file-missing']);
  });
});
