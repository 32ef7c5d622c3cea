/**
 * Room tests. An app of another publisher as rows of its components: the host must show it like ours, and knows neither.
 */
import type { EmbeddedDataverse } from '../../../sandbox/dataverse/contracts';

export const CONTOSO_APP = 'contoso_Service';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const SITE_MAP = `<SiteMap><Area Id="service"><Titles><Title LCID="1033" Title="Service" /><Title LCID="1057" Title="Layanan" /></Titles>
  <Group Id="g1"><Titles><Title LCID="1033" Title="Work" /></Titles><SubArea Id="cases" Entity="incident" /><SubArea Id="contacts" Entity="contact" /></Group>
  <Group Id="g2"><SubArea Id="hello" Url="$webresource:contoso_/pages/hello.html?data=from%20the%20map"><Titles><Title LCID="1033" Title="Hello page" /></Titles></SubArea></Group></Area></SiteMap>`;

const DEPENDENCIES = `<Dependencies><Dependency componentType="WebResource">
  <Library name="contoso_/strings/ribbon.1033.resx" displayName="texts" languagecode="1033" description="" libraryUniqueId="{11111111-2222-3333-4444-555555555555}" />
  <Library name="contoso_/js/base.js" displayName="base" languagecode="" description="" libraryUniqueId="{11111111-2222-3333-4444-555555555556}" />
</Dependency></Dependencies>`;

const resx = (entries: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="utf-8"?><root>${Object.entries(entries)
    .map(([key, value]) => `<data name="${key}" xml:space="preserve"><value>${value}</value></data>`)
    .join('')}</root>`;

const RIBBON_SCRIPT = `Contoso.Ribbon = {
  can: function (references) { return Promise.resolve(references.length < 3); },
  greet: function (control, references, table) {
    var title = Xrm.Utility.getResourceString('contoso_/strings/ribbon', 'title');
    return Xrm.Navigation.navigateTo(
      { pageType: 'webresource', webresourceName: 'contoso_/pages/hello.html', data: table + ' ' + references.length + ' of ' + control.getGrid().getTotalRecordCount() },
      { target: 2, width: { value: 50, unit: '%' }, height: 400, title: title + Contoso.mark }
    ).then(function () { return Xrm.App.addGlobalNotification({ type: 2, level: 1, message: Xrm.Utility.getResourceString('contoso_/strings/ribbon', 'done'), showCloseButton: true }); });
  },
  onForm: function (formContext) { return Xrm.Navigation.openAlertDialog({ text: formContext.getAttribute('title').getValue() }); }
};`;

const PAGE_SCRIPT = `window.addEventListener('load', function () {
  document.getElementById('said').textContent = GetGlobalContext().userSettings.userName + ' says ' + new URLSearchParams(location.search).get('data');
  document.getElementById('close').onclick = function () { window.close(); };
});`;

const WEB_RESOURCES: ReadonlyArray<{ name: string; type: number; content: string; dependencies?: string }> = [
  {
    name: 'contoso_/pages/hello.html',
    type: 1,
    content: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Hello</title><script src="../../ClientGlobalContext.js.aspx"></script><script src="hello.js"></script></head>
<body><p id="said"></p><button id="close">Close this</button></body></html>`,
  },
  { name: 'contoso_/pages/hello.js', type: 3, content: PAGE_SCRIPT },
  { name: 'contoso_/js/base.js', type: 3, content: "window.Contoso = { mark: '!' };" },
  { name: 'contoso_/js/ribbon.js', type: 3, content: RIBBON_SCRIPT, dependencies: DEPENDENCIES },
  { name: 'contoso_/strings/ribbon.1033.resx', type: 12, content: resx({ title: 'Hello', done: 'Greeted' }) },
  { name: 'contoso_/strings/ribbon.1057.resx', type: 12, content: resx({ title: 'Halo' }) },
  {
    name: 'contoso_/img/wave.svg',
    type: 11,
    content:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="currentColor" d="M1 1l14 7-14 7z" /></svg>',
  },
];

const customAction = (
  where: string,
  id: string,
  command: string,
): string => `<CustomAction Id="${id}.CustomAction" Location="Mscrm.${where}.MainTab.Actions.Controls._children" Sequence="35">
  <CommandUIDefinition><Button Id="${id}.Button" Command="${command}" Sequence="35" TemplateAlias="o1" Alt="$LocLabels:contoso.Greet" LabelText="$LocLabels:contoso.Greet" ModernImage="$webresource:contoso_/img/wave.svg" /></CommandUIDefinition></CustomAction>`;

const script = (name: string, ...parameters: string[]): string =>
  `<Actions><JavaScriptFunction Library="$webresource:contoso_/js/ribbon.js" FunctionName="Contoso.Ribbon.${name}">${parameters.map((value) => `<CrmParameter Value="${value}" />`).join('')}</JavaScriptFunction></Actions>`;

const RIBBON = `<RibbonDiffXml><CustomActions>${customAction('HomepageGrid.incident', 'contoso.grid', 'contoso.Greet')}${customAction('SubGrid.incident', 'contoso.sub', 'contoso.Greet')}${customAction('Form.incident', 'contoso.form', 'contoso.OnForm')}</CustomActions>
  <Templates><RibbonTemplates Id="Mscrm.Templates" /></Templates>
  <CommandDefinitions>
    <CommandDefinition Id="contoso.Greet"><EnableRules><EnableRule Id="contoso.One" /><EnableRule Id="contoso.Can" /></EnableRules><DisplayRules />${script('greet', 'SelectedControl', 'SelectedControlSelectedItemReferences', 'SelectedEntityTypeName')}</CommandDefinition>
    <CommandDefinition Id="contoso.OnForm"><EnableRules><EnableRule Id="contoso.Existing" /></EnableRules><DisplayRules />${script('onForm', 'PrimaryControl')}</CommandDefinition>
  </CommandDefinitions>
  <RuleDefinitions><TabDisplayRules /><DisplayRules /><EnableRules>
    <EnableRule Id="contoso.One"><SelectionCountRule AppliesTo="SelectedEntity" Minimum="1" /></EnableRule>
    <EnableRule Id="contoso.Existing"><FormStateRule State="Existing" /></EnableRule>
    <EnableRule Id="contoso.Can"><CustomRule Library="$webresource:contoso_/js/ribbon.js" FunctionName="Contoso.Ribbon.can" Default="false"><CrmParameter Value="SelectedControlSelectedItemReferences" /></CustomRule></EnableRule>
  </EnableRules></RuleDefinitions>
  <LocLabels><LocLabel Id="contoso.Greet"><Titles><Title description="Greet" languagecode="1033" /><Title description="Sapa" languagecode="1057" /></Titles></LocLabel></LocLabels></RibbonDiffXml>`;

/** Installs the app; `chosenForm` and `chosenView` become components of it. */
export function installContosoApp(
  dataverse: EmbeddedDataverse,
  chosen: { readonly viewId?: string; readonly formId?: string } = {},
): void {
  const { rows } = dataverse;
  const components = [
    { type: 1, schemaName: 'incident' },
    ...(chosen.viewId === undefined ? [] : [{ type: 26, id: `{${chosen.viewId}}` }]),
    ...(chosen.formId === undefined ? [] : [{ type: 60, id: chosen.formId.toUpperCase() }]),
  ];
  rows.create('appmodule', {
    uniquename: CONTOSO_APP,
    name: 'Contoso <Service>',
    description: 'Cases & more',
    descriptor: JSON.stringify({ components, roles: [] }),
  });
  rows.create('sitemap', { sitemapname: 'Contoso', sitemapnameunique: CONTOSO_APP, sitemapxml: SITE_MAP });
  rows.create('ribboncustomization', { entity: 'incident', solutionname: 'Contoso', ribbondiffxml: RIBBON });
  for (const { name, type, content, dependencies } of WEB_RESOURCES) {
    rows.create('webresource', {
      name,
      displayname: name,
      webresourcetype: type,
      content: base64(content),
      dependencyxml: dependencies,
    });
  }
}
