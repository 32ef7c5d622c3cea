/**
 * Room solution. Lint rule: nothing lacks a part that every exported solution has. An import refuses such a component, or makes it
 * otherwise than it is written, often with a message about something else.
 * Source: exports that Microsoft publishes in PowerApps-Samples and Dynamics-365-FastTrack-Implementation-Assets, compared with each other.
 */
import type { SourceFile } from '../readSource';
import { attribute, child, children, childText, descendants, parseXml, type Element } from '../xml';
import { columnElements, entityOf, isOwnTable, type Finding, type LintContext } from './context';

/** What an element has to have. */
interface Needs {
  readonly elements?: readonly string[];
  readonly attributes?: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const TABLE: Needs = {
  elements: words(`
    LocalizedNames LocalizedCollectionNames Descriptions attributes EntitySetName IsDuplicateCheckSupported IsBusinessProcessEnabled
    IsRequiredOffline IsInteractionCentricEnabled IsCollaboration AutoRouteToOwnerQueue IsConnectionsEnabled
    IsDocumentManagementEnabled AutoCreateAccessTeams IsOneNoteIntegrationEnabled IsKnowledgeManagementEnabled IsSLAEnabled
    IsDocumentRecommendationsEnabled IsBPFEntity OwnershipTypeMask IsAuditEnabled IsRetrieveAuditEnabled
    IsRetrieveMultipleAuditEnabled IsActivity ActivityTypeMask IsActivityParty IsReplicated IsReplicationUserFiltered
    IsMailMergeEnabled IsVisibleInMobile IsVisibleInMobileClient IsReadOnlyInMobileClient IsOfflineInMobileClient
    DaysSinceRecordLastModified MobileOfflineFilters IsMapiGridEnabled IsReadingPaneEnabled IsQuickCreateEnabled
    SyncToExternalSearchIndex IntroducedVersion IsCustomizable IsRenameable IsMappable CanModifyAuditSettings
    CanModifyMobileVisibility CanModifyMobileClientVisibility CanModifyMobileClientReadOnly CanModifyMobileClientOffline
    CanModifyConnectionSettings CanModifyDuplicateDetectionSettings CanModifyMailMergeSettings CanModifyQueueSettings
    CanCreateAttributes CanCreateForms CanCreateCharts CanCreateViews CanModifyAdditionalSettings
    CanEnableSyncToExternalSearchIndex EnforceStateTransitions CanChangeHierarchicalRelationship EntityHelpUrlEnabled
    ChangeTrackingEnabled CanChangeTrackingBeEnabled IsEnabledForExternalChannels IsSolutionAware`),
};

const COLUMN: Needs = {
  attributes: ['PhysicalName'],
  elements: words(`
    Type Name LogicalName RequiredLevel ValidForUpdateApi ValidForReadApi ValidForCreateApi IsCustomField IsAuditEnabled IsSecured
    IntroducedVersion IsCustomizable IsRenameable CanModifySearchSettings CanModifyRequirementLevelSettings
    CanModifyAdditionalSettings SourceType IsGlobalFilterEnabled IsSortableEnabled CanModifyGlobalFilterSettings
    CanModifyIsSortableSettings IsDataSourceSecret AutoNumberFormat IsSearchable IsFilterable IsRetrievable IsLocalizable
    displaynames`),
};

const FORM: Needs = {
  elements: words(
    'formid IntroducedVersion FormPresentation FormActivationState form IsCustomizable CanBeDeleted LocalizedNames',
  ),
};

/** Parts of a form at any depth. */
const FORM_PARTS: Readonly<Record<string, Needs>> = {
  tab: { attributes: ['id'], elements: ['labels', 'columns'] },
  section: { attributes: ['id'], elements: ['labels'] },
  cell: { attributes: ['id'] },
  control: { attributes: ['id', 'classid'] },
};

const VIEW: Needs = {
  elements: words(
    'IsCustomizable CanBeDeleted isquickfindquery isprivate isdefault savedqueryid querytype fetchxml IntroducedVersion LocalizedNames',
  ),
};
/** Views that open without columns of their own. Source: Microsoft Learn, "savedquery table reference", querytype. */
const WITHOUT_LAYOUT: readonly string[] = ['8192'];

const CHART: Needs = {
  elements: words('savedqueryvisualizationid datadescription presentationdescription isdefault LocalizedNames'),
};

const RELATIONSHIP: Needs = {
  attributes: ['Name'],
  elements: words(`
    EntityRelationshipType IsCustomizable IntroducedVersion IsHierarchical ReferencingEntityName ReferencedEntityName CascadeAssign
    CascadeDelete CascadeArchive CascadeReparent CascadeShare CascadeUnshare ReferencingAttributeName RelationshipDescription`),
};

const CHOICE: Needs = {
  attributes: ['Name', 'localizedName'],
  elements: words('OptionSetType IsGlobal IntroducedVersion IsCustomizable displaynames options'),
};

const ROLE: Needs = { attributes: ['id', 'name'], elements: ['IsCustomizable', 'RolePrivileges'] };

const FLOW: Needs = {
  attributes: ['WorkflowId', 'Name'],
  elements: words(`
    JsonFileName Type Subprocess Category Mode Scope OnDemand TriggerOnCreate TriggerOnDelete AsyncAutodelete SyncWorkflowLogOnFailure
    StateCode StatusCode RunAs IsTransacted IntroducedVersion IsCustomizable PrimaryEntity LocalizedNames`),
};

const WEB_RESOURCE: Needs = {
  elements: words(`
    WebResourceId Name DisplayName WebResourceType IntroducedVersion IsEnabledForMobileClient IsAvailableForMobileOffline
    IsCustomizable CanBeDeleted IsHidden FileName`),
};

const APP: Needs = {
  elements: words(`
    UniqueName IntroducedVersion WebResourceId statecode statuscode FormFactor ClientType NavigationType AppModuleComponents
    AppModuleRoleMaps LocalizedNames`),
};

const SITE_MAP: Needs = {
  elements: words('SiteMapUniqueName EnableCollapsibleGroups ShowHome ShowPinned ShowRecents SiteMap LocalizedNames'),
};

const PACKAGE: Needs = {
  attributes: ['version', 'SolutionPackageVersion', 'languagecode', 'generatedBy'],
  elements: ['SolutionManifest'],
};

const MANIFEST: Needs = {
  elements: words(
    'UniqueName LocalizedNames Descriptions Version Managed Publisher RootComponents MissingDependencies',
  ),
};

const PUBLISHER: Needs = {
  elements: words(`
    UniqueName LocalizedNames Descriptions EMailAddress SupportingWebsiteUrl CustomizationPrefix CustomizationOptionValuePrefix
    Addresses`),
};

const CONNECTION_REFERENCE: Needs = {
  attributes: ['connectionreferencelogicalname'],
  elements: words('connectionreferencedisplayname connectorid iscustomizable statecode statuscode'),
};

const VARIABLE: Needs = {
  attributes: ['schemaname'],
  elements: words('displayname introducedversion iscustomizable isrequired secretstore type'),
};

/** Lists of labels, which say nothing while they are empty. */
const LABELS: ReadonlySet<string> = new Set(['LocalizedNames', 'LocalizedCollectionNames', 'labels', 'displaynames']);

function lacking(element: Element, { elements = [], attributes = [] }: Needs): string[] {
  const isThere = (name: string): boolean => {
    const part = child(element, name);
    return part !== undefined && !(LABELS.has(name) && children(part).length === 0);
  };
  return [
    ...elements.filter((name) => !isThere(name)),
    ...attributes.filter((name) => !attribute(element, name)).map((name) => `@${name}`),
  ];
}

type Asked = readonly [file: string, element: Element, needs: Needs];

const rootsOf = (files: readonly SourceFile[], needs: Needs): Asked[] =>
  files.map(({ path, root }) => [path, root, needs]);

/** Every element that is asked for its parts. */
function asked({ source }: LintContext): Asked[] {
  const own = source.tables.filter(isOwnTable);
  const forms = source.tables.flatMap((table) => table.forms);
  const views = source.tables.flatMap((table) => table.views);
  const { manifest, customizations } = source;
  const below = (file: SourceFile, name: string, needs: Needs): Asked[] =>
    descendants(file.root, name).map((element) => [file.path, element, needs]);
  return [
    [manifest.path, manifest.root, PACKAGE],
    ...below(manifest, 'SolutionManifest', MANIFEST),
    ...below(manifest, 'Publisher', PUBLISHER),
    ...below(customizations, 'connectionreference', CONNECTION_REFERENCE),
    ...source.environmentVariables.map(({ path, text }): Asked => [path, parseXml(text, path), VARIABLE]),
    ...own.flatMap((table): Asked[] => {
      const entity = entityOf(table);
      const columns = columnElements(table).map((column): Asked => [table.entity.path, column, COLUMN]);
      return [...(entity ? [[table.entity.path, entity, TABLE] as const] : []), ...columns];
    }),
    ...forms.flatMap(({ path, form }): Asked[] => [
      [path, form, FORM],
      ...descendants(form).flatMap((part): Asked[] => {
        const needs = FORM_PARTS[part.tagName];
        return needs ? [[path, part, needs]] : [];
      }),
    ]),
    ...views.map(({ path, view }): Asked => {
      const hasLayout = !WITHOUT_LAYOUT.includes(childText(view, 'querytype'));
      return [path, view, hasLayout ? { elements: [...(VIEW.elements ?? []), 'layoutxml'] } : VIEW];
    }),
    ...rootsOf(
      source.tables.flatMap((table) => table.charts),
      CHART,
    ),
    ...source.relationships.map(({ path, relationship }): Asked => [path, relationship, RELATIONSHIP]),
    ...rootsOf(source.choices, CHOICE),
    ...rootsOf(source.roles, ROLE),
    ...rootsOf(source.flows, FLOW),
    ...rootsOf(source.webResources, WEB_RESOURCE),
    ...rootsOf(source.apps, APP),
    ...rootsOf(source.siteMaps, SITE_MAP),
  ];
}

const nameOf = (element: Element): string =>
  attribute(element, 'PhysicalName') ?? attribute(element, 'Name') ?? attribute(element, 'name') ?? '';

/** Every component is whole. */
export const lintWholeness = (context: LintContext): Finding[] =>
  asked(context).flatMap(([file, element, needs]) => {
    const missing = lacking(element, needs);
    if (missing.length === 0) return [];
    const name = nameOf(element);
    const what = name === '' ? element.tagName : `${element.tagName} ${name}`;
    return [
      { code: 'part-missing', file, message: `${what} lacks ${missing.join(', ')}, which every export has. Add it.` },
    ];
  });
