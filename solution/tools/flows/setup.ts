/**
 * Room solution, flows. What a flow sends with: the outbound configuration that an environment variable names, its template and
 * texts. A flow that cannot send with them ends before it has done anything, and says what to change.
 */
import { after, compose, connector, fail, inOrder, when, type Actions } from './definition';
import type { VariableReader } from './variables';

/** Only where Power Pages is installed do contacts have a language: its column is asked for, and left out where there is none. */
export const LANGUAGE_COLUMN = 'mspp_userpreferredlcid';

/** Outbound configuration, its template and texts; the flow ends before it has done anything when it cannot be sent with them. */
export function setupActions(variable: string, variables: VariableReader): Actions {
  const found = "body('Read_configuration')?['value']";
  const template = "outputs('Template')";
  const name = `coalesce(${template}?['msdyn_name'], '')`;
  const isContentTemplate = `and(startsWith(toUpper(${name}), 'HX'), equals(length(${name}), 34))`;
  const isUsual = (schemaName: string, usual: string): string =>
    `or(empty(${variables.text(schemaName)}), equals(toLower(${variables.text(schemaName)}), '${usual}'))`;
  // The braces of JSON itself have partners.
  const texts = `concat(${template}?['msdyn_messagetext'], string(body('Read_localized_texts')?['value']))`;
  const braces = (brace: string): string => `length(split(${texts}, '${brace}'))`;
  const isOutside = (schemaName: string, least: string, most: string): string =>
    `or(less(${variables.number(schemaName)}, ${least}), greater(${variables.number(schemaName)}, ${most}))`;
  return inOrder({
    Read_configuration: connector(
      'ListRecords',
      {
        entityName: 'msdyn_ocoutboundconfigurationes',
        $select: 'msdyn_ocoutboundconfigurationid,msdyn_name,msdyn_channel,msdyn_showinactivities',
        $expand: 'msdyn_messagetemplate($select=msdyn_ocsystemmessageid)',
        $filter: `@concat('statecode eq 0 and msdyn_name eq ''', replace(${variables.text(variable)}, '''', ''''''), '''')`,
        $top: 2,
      },
      { isOpen: true },
    ),
    If_there_is_not_one_configuration: when(
      `not(and(equals(length(${found}), 1), not(equals(first(${found})?['msdyn_messagetemplate'], null))))`,
      inOrder({
        End_without_configuration: fail(
          'configuration-not-found',
          `There is not exactly one active outbound configuration with a message template under the name that the environment variable ${variable} holds.`,
        ),
      }),
    ),
    Configuration: compose(`@first(${found})`, { isOpen: true }),
    Read_template: connector(
      'ListRecords',
      {
        entityName: 'msdyn_ocsystemmessages',
        $select: 'msdyn_name,msdyn_messagetext',
        $expand: 'msdyn_defaultlanguage($select=msdyn_localeid)',
        $filter:
          "@concat('msdyn_ocsystemmessageid eq ', outputs('Configuration')?['msdyn_messagetemplate']?['msdyn_ocsystemmessageid'])",
      },
      { isOpen: true },
    ),
    Template: compose("@first(body('Read_template')?['value'])", { isOpen: true }),
    Read_localized_texts: connector(
      'ListRecords',
      {
        entityName: 'msdyn_oclocalizationdatas',
        $select: 'msdyn_localizedtext,msdyn_languagecode',
        $expand: 'msdyn_customerlanguageid($select=msdyn_localeid)',
        $filter:
          "@concat('statecode eq 0 and _msdyn_systemmessageid_value eq ', outputs('Template')?['msdyn_ocsystemmessageid'])",
      },
      { isOpen: true },
    ),
    If_a_flow_cannot_send_this: when(
      `or(${isContentTemplate}, not(empty(${variables.text('obm_RecipientSources')})), ` +
        `not(${isUsual('obm_InvokeContactListParameter', 'contactlist')}), less(${variables.number('obm_EventReserve')}, 1))`,
      inOrder({
        End_without_sending: fail(
          'not-for-flows',
          'A flow sends no WhatsApp content templates, reads the built-in recipient sources only, names the parameter ContactList, and needs requests that are reserved for events. Use Send outbound, or change the settings.',
        ),
      }),
    ),
    If_the_template_has_a_fault: when(
      `or(equals(trim(coalesce(${template}?['msdyn_messagetext'], '')), ''), not(equals(${braces('{')}, ${braces('}')})))`,
      inOrder({
        End_with_a_faulty_template: fail(
          'template-faulty',
          'The message template has no default text, or a brace in its texts that has no partner. Mend it in its editor, which shows the place, and start the flow again.',
        ),
      }),
    ),
    If_a_setting_cannot_be: when(
      `or(${isOutside('obm_RequestLimit', '1', '1000000')}, ` +
        `${isOutside('obm_EventReserve', '0', variables.number('obm_RequestLimit'))}, ` +
        `${isOutside('obm_ClaimLeaseMinutes', '3', '1440')}, ` +
        `not(or(${isUsual('obm_InvokeContactListEncoding', 'text')}, ${isUsual('obm_InvokeContactListEncoding', 'collection')})))`,
      inOrder({
        End_without_settings: fail(
          'runner-setting-invalid',
          'The environment variables obm_RequestLimit, obm_EventReserve and obm_ClaimLeaseMinutes have to be whole numbers: from 1 to 1000000, from 0 to that limit, and from 3 to 1440; and obm_InvokeContactListEncoding is text, collection or empty. Nothing is sent until they are.',
        ),
      }),
    ),
    Look_for_languages: connector('ListRecords', { entityName: 'contacts', $select: LANGUAGE_COLUMN, $top: 1 }),
    If_languages_are_not_known: after(
      when(
        "not(or(equals(actions('Look_for_languages')?['status'], 'Succeeded'), " +
          "equals(outputs('Look_for_languages')?['statusCode'], 400)))",
        inOrder({
          End_without_languages: fail(
            'languages-not-read',
            'Whether contacts have a language could not be found out, and everybody would get the default text. Nobody was written to: start the flow again.',
          ),
        }),
      ),
      { Look_for_languages: ['Succeeded', 'Failed', 'TimedOut'] },
    ),
  });
}
