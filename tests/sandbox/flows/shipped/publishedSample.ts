/**
 * Room tests. The loop of the published sample "Case Resolved", as the article describes it step by step (Microsoft Learn, "Configure
 * outbound messaging"): variables, a list of cases, a contact read and an entry appended for each, one call. Its own file is not
 * public in any form that can be read here.
 */
const HOST = {
  connectionName: 'shared_commondataserviceforapps',
  apiId: '/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps',
};
const call = (operationId: string, parameters: Record<string, unknown>, runAfter: Record<string, string[]>) => ({
  type: 'OpenApiConnection',
  inputs: { host: { ...HOST, operationId }, parameters },
  runAfter,
});
const after = (name: string) => ({ [name]: ['Succeeded'] });
const variable = (name: string, type: string, value: unknown, runAfter: Record<string, string[]>) => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name, type, value }] },
  runAfter,
});

export const publishedSample = (configurationId: string) => ({
  properties: {
    connectionReferences: {
      shared_commondataserviceforapps: {
        runtimeSource: 'embedded',
        connection: { connectionReferenceLogicalName: 'obm_dataverse' },
        api: { name: 'shared_commondataserviceforapps' },
      },
    },
    definition: {
      $schema:
        'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
      contentVersion: '1.0.0.0',
      parameters: {
        $connections: { defaultValue: {}, type: 'Object' },
        $authentication: { defaultValue: {}, type: 'SecureObject' },
      },
      triggers: {
        manual: {
          type: 'Request',
          kind: 'Button',
          inputs: { schema: { type: 'object', properties: {}, required: [] } },
        },
      },
      actions: {
        OutboundConfigurationId: variable('OutboundConfigurationId', 'string', configurationId, {}),
        ActivityRelationship: variable(
          'ActivityRelationship',
          'string',
          'incident_msdyn_ocoutboundmessages',
          after('OutboundConfigurationId'),
        ),
        ContactList: variable('ContactList', 'array', [], after('ActivityRelationship')),
        List_cases: call('ListRecords', { entityName: 'incidents', $filter: 'statecode eq 1' }, after('ContactList')),
        Apply_to_each: {
          type: 'Foreach',
          foreach: "@outputs('List_cases')?['body/value']",
          actions: {
            Get_contact: call(
              'GetItem',
              { entityName: 'contacts', recordId: "@items('Apply_to_each')?['_customerid_value']" },
              {},
            ),
            Append: {
              type: 'AppendToArrayVariable',
              inputs: {
                name: 'ContactList',
                value: {
                  tocontactid: "@outputs('Get_contact')?['body/mobilephone']",
                  optin: "@not(outputs('Get_contact')?['body/donotphone'])",
                  contextitems: {
                    regardingobjectid: "@items('Apply_to_each')?['incidentid']",
                    entityrelationshipname: "@variables('ActivityRelationship')",
                    msdyn_ocoutboundconfigurationid: "@variables('OutboundConfigurationId')",
                    CustomerName: "@outputs('Get_contact')?['body/fullname']",
                  },
                },
              },
              runAfter: after('Get_contact'),
            },
          },
          runAfter: after('List_cases'),
        },
        Compose: { type: 'Compose', inputs: "@variables('ContactList')", runAfter: after('Apply_to_each') },
        Send: call(
          'PerformUnboundAction',
          {
            actionName: 'msdyn_InvokeOutboundAPI',
            'item/OutboundSettingsRecord/msdyn_ocoutboundconfigurationid': "@variables('OutboundConfigurationId')",
            'item/ContactList': "@string(outputs('Compose'))",
          },
          after('Compose'),
        ),
      },
      outputs: {},
    },
    templateName: '',
  },
  schemaVersion: '1.0.0.0',
});
