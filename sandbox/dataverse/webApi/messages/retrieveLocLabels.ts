/**
 * Room sandbox/dataverse, Web API. RetrieveLocLabels: the texts of a localizable column in every language that has one. Everything is
 * published as it is written, so `IncludeUnpublished` changes nothing.
 * Source: Microsoft Learn, "RetrieveLocLabels Function" and "Create and use custom APIs", retrieving localized values. Of the privileges
 * `prvReadQuery` is published, with the remark that they depend on the table: that it is the right to read the row is inferred.
 */
import type { Operation } from '../../contracts';
import { BASE_LANGUAGE } from '../../labels/baseLanguage';
import { languageOfUser } from '../../labels/languages';
import type { OpenedDataverse } from '../../open';
import { labelTarget } from './labelTarget';

export const retrieveLocLabels = (dataverse: OpenedDataverse): Operation => ({
  name: 'RetrieveLocLabels',
  kind: 'function',
  parameters: [
    { name: 'EntityMoniker', type: 'mscrm.crmbaseentity' },
    { name: 'AttributeName', type: 'Edm.String' },
    { name: 'IncludeUnpublished', type: 'Edm.Boolean' },
  ],
  returns: [{ name: 'Label', type: 'mscrm.Label' }],
  run({ parameters, context }) {
    const { table, id, column } = labelTarget(dataverse, parameters);
    dataverse.security.requireReadable(context, { table: table.logicalName, id });
    const base = dataverse.store.find(table.logicalName, id)?.values[column];
    const texts = {
      ...(typeof base === 'string' ? { [String(BASE_LANGUAGE)]: base } : {}),
      ...dataverse.labels.of(table.logicalName, id)[column],
    };
    const labels = Object.entries(texts).map(([language, text]) => ({
      Label: text,
      LanguageCode: Number(language),
      IsManaged: null,
      MetadataId: null,
      HasChanged: null,
    }));
    const labelIn = (language: number) => labels.find((one) => one.LanguageCode === language);
    const own = labelIn(languageOfUser(dataverse.store, context.userId)) ?? labelIn(BASE_LANGUAGE) ?? null;
    return { Label: { LocalizedLabels: labels, UserLocalizedLabel: own } };
  },
});
