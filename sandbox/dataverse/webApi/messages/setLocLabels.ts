/**
 * Room sandbox/dataverse, Web API. SetLocLabels: texts of a localizable column in several languages. Those that are not named stay, an
 * empty one is taken away (both inferred), and an empty one of the base language takes all of them away.
 * Source: Microsoft Learn, "SetLocLabels Action" and "Create and use custom APIs", setting localized values. Of the privileges
 * `prvWriteQuery` is published, with the remark that they depend on the table: that it is the right to write the row is inferred.
 */
import type { Operation, OperationRequest } from '../../contracts';
import { badPayload, missingArgument } from '../../errors';
import { BASE_LANGUAGE } from '../../labels/baseLanguage';
import { LABEL_LANGUAGES } from '../../labels/labelLanguages';
import type { OpenedDataverse } from '../../open';
import type { JsonObject } from '../payload';
import { labelTarget } from './labelTarget';

export const setLocLabels = (dataverse: OpenedDataverse): Operation => ({
  name: 'SetLocLabels',
  kind: 'action',
  parameters: [
    { name: 'EntityMoniker', type: 'mscrm.crmbaseentity' },
    { name: 'AttributeName', type: 'Edm.String' },
    { name: 'Labels', type: 'mscrm.LocalizedLabel', isCollection: true },
  ],
  run({ parameters, context }: OperationRequest) {
    const { table, id, column } = labelTarget(dataverse, parameters);
    const labels = (parameters['Labels'] as readonly JsonObject[]).map(toText);
    // First the base language, because an empty text of it empties the others.
    labels.sort((one, other) => Number(other.language === BASE_LANGUAGE) - Number(one.language === BASE_LANGUAGE));
    dataverse.rows.transaction(() => {
      for (const { language, text } of labels)
        dataverse.rows.update(table.logicalName, id, { [column]: text }, { ...context, language });
    });
  },
});

/** @throws {DataverseError} for a language that the environment has not (its code is inferred) */
function toText({ Label: text, LanguageCode: language }: JsonObject): { language: number; text: string | null } {
  if (typeof language !== 'number' || !(text === null || typeof text === 'string'))
    throw badPayload(undefined, "A label needs the text 'Label' and the number 'LanguageCode'.");
  if (!LABEL_LANGUAGES.includes(language)) throw missingArgument(`The language ${language} is not provisioned.`);
  return { language, text };
}
