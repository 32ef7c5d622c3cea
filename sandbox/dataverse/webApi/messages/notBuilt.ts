/**
 * Room sandbox/dataverse, Web API. Messages that the platform has and the sandbox has not: they are refused by name, so that nobody
 * takes them for misspelled. Source of the names: Microsoft Learn, "Web API Action Reference" and "Web API Function Reference";
 * the messages of business processes, data and administration that clients call, not of every application.
 */
import type { DataverseError } from '../../errors';
import { noSuchSegment, NotSupportedBySandboxError } from '../../errors';

const ROWS = `
  BulkDelete BulkDetectDuplicates CalculateRollupField CreateException DeleteMultiple DeleteRecurrence
  DetectDuplicates FormatAddress GetAutoNumberSeed GetNextAutoNumberValue IncrementKnowledgeArticleViewCount InstantiateFilters
  Merge QueryMultipleSchedules QuerySchedule RetrieveAbsoluteAndSiteCollectionUrl RetrieveDuplicates
  RetrieveEntityChanges RetrieveRecordChangeHistory RetrieveAttributeChangeHistory RetrieveAuditDetails Rollup
  SetAutoNumberSeed UpdateStateValue ValidateRecurrenceRule searchquery searchsuggest searchautocomplete searchstatistics`;

const SHARING = `
  AddUserToRecordTeam GrantAccess ModifyAccess RemoveUserFromRecordTeam RetrieveAccessOrigin RetrievePrincipalAccessInfo
  RetrievePrincipalAttributePrivileges RetrieveSharedLinks RetrieveSharedPrincipalsAndAccess GenerateSharedLink GrantAccessUsingSharedLink
  RevokeAccess RevokeSharedLink`;

const PROCESSES = `
  AddItemCampaign AddItemCampaignActivity AddListMembersList AddMemberList AddPrincipalToQueue AddToQueue ApplyRoutingRule
  CloseQuote ConvertQuoteToSalesOrder ConvertSalesOrderToInvoice CopyCampaign CreateWorkflowFromTemplate DeliverIncomingEmail
  DistributeCampaignActivity ExecuteWorkflow FulfillSalesOrder GenerateQuoteFromOpportunity GetQuantityDecimal InstantiateTemplate LoseOpportunity
  PickFromQueue QualifyLead QualifyMemberList ReleaseToQueue RemoveFromQueue RemoveMemberList ReviseQuote RouteTo SendEmail
  SendEmailFromTemplate SendFax SendTemplate SetProcess TriggerServiceEndpointCheck ValidateFetchXmlExpression WinOpportunity WinQuote Book Reschedule`;

const ADMINISTRATION = `
  AddMembersTeam RemoveMembersTeam AddAppComponents RemoveAppComponents ValidateApp RetrieveAppComponents
  CloneAsPatch CloneAsSolution ConvertToManaged DeleteOptionValue InsertOptionValue InsertStatusValue OrderOption UpdateOptionValue
  ExportSolution ExportSolutionAsync DownloadSolutionExportData ExportTranslation ImportTranslation ImportTranslationAsync
  AddSolutionComponent RemoveSolutionComponent UpdateSolutionComponent RetrieveMissingComponents RetrieveMissingDependencies
  RetrieveDependentComponents RetrieveRequiredComponents RetrieveDependenciesForDelete IsComponentCustomizable
  RetrieveFormattedImportJobResults StageSolution 
  CanBeReferenced CanBeReferencing CanManyToMany CreateCustomerRelationships CreatePolymorphicLookupAttribute
  GetValidManyToMany GetValidReferencedEntities GetValidReferencingEntities RetrieveAllEntities RetrieveEntity 
  RetrieveRelationship RetrieveMetadataChanges RetrieveTimestamp RetrieveEntityRibbon RetrieveApplicationRibbon
  RetrieveUnpublished RetrieveUnpublishedMultiple RetrieveInstalledLanguagePacks RetrieveInstalledLanguagePackVersion
  ProvisionLanguage ProvisionLanguageAsync RetrieveDeprovisionedLanguages RetrieveOrganizationInfo RetrieveOrganizationResources
  RetrieveUserSettingsSystemUser UpdateUserSettingsSystemUser RetrieveUserSetOfPrivilegesByIds RetrieveUserSetOfPrivilegesByNames
  RetrieveUserPrivilegeByPrivilegeId RetrieveTeamPrivileges RetrievePrivilegeSet RetrieveUserQueues RetrieveLicenseInfo
  RetrieveEnvironmentVariableValue RetrieveEnvironmentVariableSecretValue RetrieveAadUserRoles RetrieveAadUserPrivileges
  RetrieveAadUserSetOfPrivilegesByIds RetrieveAadUserSetOfPrivilegesByNames ReassignObjectsOwner
  ReassignObjectsSystemUser 
  RetrieveBusinessHierarchyBusinessUnit GetAllTimeZonesWithDisplayName RetrieveExchangeRate
  GetPreferredSolution SetPreferredSolution DeleteAuditData RetrieveAuditPartitionList ExecuteCosmosSqlQuery CreateInstance
  BulkArchive PurgeRetainedContent ImportRecordsImport ParseImport TransformImport GetHeaderColumnsImportFile`;

const reasons = new Map<string, string>([
  ...[ROWS, PROCESSES, ADMINISTRATION]
    .flatMap((names) => names.trim().split(/\s+/))
    .map((name) => [name, name] as const),
  ...SHARING.trim()
    .split(/\s+/)
    .map((name) => [name, `${name}: rows are not shared`] as const),
]);

/** What is wrong with a name that is neither a set nor an operation here. */
export function noSuchMessage(segment: string, name: string): DataverseError {
  const reason = reasons.get(name);
  return reason === undefined ? noSuchSegment(segment) : new NotSupportedBySandboxError(reason);
}
