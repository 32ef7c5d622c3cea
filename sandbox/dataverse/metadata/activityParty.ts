/**
 * Room sandbox/dataverse. The table of activity parties (who took part in an activity, and as what), used when the
 * platform's metadata does not bring its own, and the participation types of party list columns.
 * Source: Microsoft Learn, "Activity Party (ActivityParty) table/entity reference", ParticipationTypeMask.
 */
import type { Column, Relationship, Table } from '../model';

export const ACTIVITY_PARTY = 'activityparty';

/** Participation type of each party list column. `partners` is inferred; the others are documented. */
export const PARTICIPATION_TYPES: Readonly<Record<string, number>> = {
  from: 1,
  to: 2,
  cc: 3,
  bcc: 4,
  requiredattendees: 5,
  optionalattendees: 6,
  organizer: 7,
  regarding: 8,
  resources: 10,
  customers: 11,
  customer: 11,
  partners: 12,
  partner: 12,
};

const column = (logicalName: string, type: Column['type'], label: string, more: Partial<Column> = {}): Column => ({
  logicalName,
  schemaName: logicalName,
  type,
  displayName: { '1033': label },
  required: 'None',
  validForCreate: true,
  validForUpdate: true,
  validForRead: true,
  ...more,
});

const PARTY_TABLES = ['account', 'contact', 'systemuser', 'queue', 'lead', 'team'];

export const activityPartyTable: Table = {
  logicalName: ACTIVITY_PARTY,
  schemaName: 'ActivityParty',
  entitySetName: 'activityparties',
  displayName: { '1033': 'Activity Party' },
  displayCollectionName: { '1033': 'Activity Parties' },
  primaryId: 'activitypartyid',
  primaryName: 'partyidname',
  ownership: 'None',
  isActivity: false,
  hasActivities: false,
  objectTypeCode: 135,
  columns: [
    column('activitypartyid', 'Uniqueidentifier', 'Activity Party', { required: 'SystemRequired' }),
    column('activityid', 'Lookup', 'Activity', { targets: ['activitypointer'] }),
    column('partyid', 'Lookup', 'Party', { targets: PARTY_TABLES }),
    column('participationtypemask', 'Picklist', 'Participation Type', {
      options: [
        { value: 1, label: { '1033': 'Sender' } },
        { value: 2, label: { '1033': 'To Recipient' } },
        { value: 3, label: { '1033': 'CC Recipient' } },
        { value: 4, label: { '1033': 'BCC Recipient' } },
        { value: 5, label: { '1033': 'Required attendee' } },
        { value: 6, label: { '1033': 'Optional attendee' } },
        { value: 7, label: { '1033': 'Organizer' } },
        { value: 8, label: { '1033': 'Regarding' } },
        { value: 9, label: { '1033': 'Owner' } },
        { value: 10, label: { '1033': 'Resource' } },
        { value: 11, label: { '1033': 'Customer' } },
        { value: 12, label: { '1033': 'Partner' } },
      ],
    }),
    column('addressused', 'String', 'Address', { maxLength: 320 }),
    column('partyidname', 'String', 'Name', { maxLength: 400, validForCreate: false, validForUpdate: false }),
  ],
  keys: [],
};

export const activityPartyRelationships: readonly Relationship[] = [
  {
    schemaName: 'activitypointer_activity_parties',
    referencingTable: ACTIVITY_PARTY,
    referencingColumn: 'activityid',
    referencedTable: 'activitypointer',
    navigationProperty: 'activityid_activitypointer',
    collectionNavigationProperty: 'activitypointer_activity_parties',
    cascadeDelete: 'Cascade',
  },
];
