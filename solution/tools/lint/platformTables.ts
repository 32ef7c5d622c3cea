/**
 * Room solution. Columns of the Microsoft tables that our forms and views use, so that a misspelt column is found before
 * an import. Only what is needed here, not the tables' whole metadata.
 *
 * Source: Microsoft Learn, Dynamics 365 Customer Service developer reference, "msdyn_ocsystemmessage",
 * "msdyn_oclocalizationdata" and "msdyn_ocoutboundconfiguration" table reference.
 */
export interface ColumnInfo {
  /** Type name of the customization file, such as `ntext`; absent for columns of Microsoft's tables. */
  readonly type: string | undefined;
}

const COMMON = ['createdby', 'createdon', 'modifiedby', 'modifiedon', 'statecode', 'statuscode', 'versionnumber'];
const OWNED = ['ownerid', 'owningbusinessunit', 'owningteam', 'owninguser'];

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  msdyn_ocsystemmessage: [
    ...COMMON,
    'msdyn_ocsystemmessageid',
    'msdyn_name',
    'msdyn_messagetext',
    'msdyn_messagedescription',
    'msdyn_messagetype',
    'msdyn_streamsource',
    'msdyn_defaultlanguage',
    'msdyn_messagereceiver',
    'msdyn_messagetemplatetrigger',
    'msdyn_systemmessageeventtype',
    'msdyn_instanceid',
    'msdyn_widgetid',
  ],
  msdyn_oclocalizationdata: [
    ...COMMON,
    'msdyn_oclocalizationdataid',
    'msdyn_systemmessageid',
    'msdyn_customerlanguageid',
    'msdyn_localizedtext',
    'msdyn_defaultlocalizedtext',
    'msdyn_isdefault',
    'msdyn_languagecode',
    'msdyn_entityname',
    'msdyn_entitycolumnname',
    'msdyn_entityrecordid',
  ],
  msdyn_ocoutboundconfiguration: [
    ...COMMON,
    ...OWNED,
    'msdyn_ocoutboundconfigurationid',
    'msdyn_name',
    'msdyn_channel',
    'msdyn_channelid',
    'msdyn_channeldisplayname',
    'msdyn_messagetemplate',
    'msdyn_showinactivities',
    'msdyn_displayoutboundconfigurationid',
    'msdyn_type',
  ],
};

/** Relationships of Microsoft's that our subgrids use: name to the table of the rows shown. */
export const PLATFORM_RELATIONSHIPS: Readonly<Record<string, string>> = {
  msdyn_ocsystemmessage_msdyn_oclocalizationdata: 'msdyn_oclocalizationdata',
};

/** Tables of the base platform, present in every environment: no missing dependency names them. */
export const BASE_TABLES: ReadonlySet<string> = new Set(['account', 'contact', 'systemuser', 'team', 'businessunit']);

/** Columns of a Microsoft table that this file describes. */
export function platformColumns(table: string): ReadonlyMap<string, ColumnInfo> | undefined {
  const columns = COLUMNS[table];
  return columns && new Map(columns.map((name) => [name, { type: undefined }]));
}
