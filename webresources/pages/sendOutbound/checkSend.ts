/**
 * Room webresources/pages. May this template be sent from this table at all? Asked before any recipient is read: the linter's
 * errors, what fills a WhatsApp content template, and the relationship that an own table names.
 */
import type { RelationshipNames } from '../../../outbound/contactList/regardingRelationship';
import type { LanguageTable } from '../../../outbound/recipients/languages';
import {
  documentedRelationship,
  fillableSlugs,
  type RecipientSource,
} from '../../../outbound/recipients/recipientSources';
import type { TemplateTexts } from '../../../outbound/templates/chooseText';
import {
  isContentTemplateName,
  requireSameVariables,
  type ContentVariables,
  type ContentVariablesMismatchError,
} from '../../../outbound/templates/contentTemplate';
import type { LintFinding } from '../../../outbound/templates/lintFinding';
import { lintTemplate, type RecipientValues } from '../../../outbound/templates/lintTemplate';
import { parseTemplate } from '../../../outbound/templates/parseTemplate';
import { slugKey, toSlugText } from '../../../outbound/templates/slugName';
import { SETTING, type OutboundSettings } from '../../gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../gateways/templates';
import { text } from '../../gateways/texts';
import type { ShownError } from '../../strings/errorText';
import { findingText, isBlocking, variableText } from '../../strings/findingText';
import { settingText } from '../../strings/settingText';

/** What a send is made of, apart from its recipients. */
export interface SendSetup {
  readonly source: RecipientSource;
  readonly configuration: OutboundConfiguration;
  readonly template: MessageTemplate;
  readonly settings: OutboundSettings;
  /** Entity relationship name by table. */
  readonly relationships: RelationshipNames;
  /** The organisation's. */
  readonly languages: LanguageTable;
}

export type SendCheck =
  | { readonly kind: 'refused'; readonly errors: readonly ShownError[] }
  /** @property contentVariables present when the template is a WhatsApp content template. */
  | { readonly kind: 'fine'; readonly contentVariables?: ContentVariables };

export interface ShownFinding {
  readonly severity: LintFinding['severity'];
  readonly sentence: string;
}

/** Everything that stands against the send, or what fills the template's variables. */
export function checkSend(setup: SendSetup): SendCheck {
  const contentVariables = contentVariablesOf(setup);
  const blocking = lintSend({ ...setup, contentVariables })
    .filter(isBlocking)
    .map((finding): ShownError => ({
      code: finding.code,
      message: text('errorTemplateRefused', findingSentence(finding, setup)),
    }));
  const errors = [...blocking, ...variableErrors(setup, contentVariables), ...relationshipErrors(setup)];
  return errors.length > 0 ? { kind: 'refused', errors } : { kind: 'fine', contentVariables };
}

/**
 * What the linter says about the template, with real recipients' values when there are some. Languages without a text are not
 * asked for: the dialog's count of languages says who falls back.
 */
export const lintSend = (
  setup: SendSetup & {
    readonly contentVariables?: ContentVariables;
    readonly recipients?: readonly RecipientValues[];
  },
): LintFinding[] =>
  lintTemplate({
    template: textsInUse(setup),
    channelType: setup.configuration.channelType,
    templateName: setup.template.name,
    fillable: fillableSlugs(setup.source),
    contentVariables: setup.contentVariables,
    recipients: setup.recipients,
  });

/** WhatsApp messages have no locale (Microsoft Learn, "Configure outbound messaging"): localized texts are never sent there. */
const textsInUse = ({ template: { texts }, configuration }: SendSetup): TemplateTexts =>
  configuration.channelType === 'SMS' ? texts : { ...texts, localizedTexts: new Map() };

export const toShownFinding = (finding: LintFinding, setup: SendSetup): ShownFinding => ({
  severity: finding.severity,
  sentence: findingSentence(finding, setup),
});

function findingSentence(finding: LintFinding, setup: SendSetup): string {
  const { localizedTexts, defaultLcid } = textsInUse(setup);
  if (localizedTexts.size === 0) return findingText(finding);
  const lcid = finding.place.text === 'default' ? defaultLcid : finding.place.text;
  return findingText(finding, languageName(lcid, setup.languages) ?? text('defaultLanguage'));
}

/** What the organisation calls a language; `undefined` when none is known. */
export function languageName(lcid: number | undefined, { byLcid }: LanguageTable): string | undefined {
  return lcid === undefined ? undefined : (byLcid.get(lcid)?.name ?? text('unnamedLanguage', String(lcid)));
}

const NO_VARIABLES: ContentVariables = new Map();

/** Of a content template: none at all when the setting does not name it. */
function contentVariablesOf({ configuration, template, settings }: SendSetup): ContentVariables | undefined {
  if (configuration.channelType !== 'WhatsApp' || !isContentTemplateName(template.name)) return undefined;
  return settings.contentVariables.find(template.name) ?? NO_VARIABLES;
}

function variableErrors(setup: SendSetup, variables: ContentVariables | undefined): ShownError[] {
  const { configuration, template, source } = setup;
  if (configuration.channelType !== 'WhatsApp') return [];
  const inText = parseTemplate(template.texts.defaultText, { contentVariables: true }).contentVariables;
  const [first] = inText;
  if (variables === undefined) {
    if (first === undefined) return [];
    const message = text('errorContentVariables', variableText(first.number));
    return [{ code: 'content-variables-unknown', message }];
  }
  const fillable = new Set(fillableSlugs(source).map(slugKey));
  const unknown = [...variables].flatMap(([number, from]): ShownError[] => {
    if (from.kind === 'text' || fillable.has(slugKey(from.slug))) return [];
    const facts = [variableText(number), toSlugText(from.slug), source.table];
    return [{ code: 'content-variable-slug', message: text('errorVariableSlug', SETTING.contentVariables, ...facts) }];
  });
  return [...mismatchErrors(template.name, variables, inText), ...unknown];
}

function mismatchErrors(
  sid: string,
  variables: ContentVariables,
  inText: readonly { readonly number: number }[],
): ShownError[] {
  try {
    requireSameVariables(variables, inText);
    return [];
  } catch (error) {
    const { code, missing, surplus } = error as ContentVariablesMismatchError;
    if (code !== 'content-variables-mismatch') throw error;
    const shown = (key: 'errorVariablesMissing' | 'errorVariablesSurplus', numbers: readonly number[]): ShownError[] =>
      numbers.length === 0
        ? []
        : [{ code, message: text(key, SETTING.contentVariables, numbers.map(variableText).join(', '), sid) }];
    return [...shown('errorVariablesMissing', missing), ...shown('errorVariablesSurplus', surplus)];
  }
}

/**
 * A message is regarding its row over the one relationship its table has; another name, and the message would miss the timeline
 * without a word. What metadata says stands; a setting that names another relationship is a mistake.
 */
function relationshipErrors({ source, configuration, relationships }: SendSetup): ShownError[] {
  const { table, regardingRelationship } = source;
  const known = relationships.get(table);
  const isOwn = regardingRelationship !== documentedRelationship(table);
  if (!configuration.showInTimeline || !isOwn || regardingRelationship === known) return [];
  const expected = known === undefined ? 'a relationship with outbound messages' : `the relationship ${known}`;
  const path = `sources.${table}.relationship`;
  const code = 'recipient-sources-invalid';
  return [{ code, message: settingText({ variable: SETTING.recipientSources, code, path, expected }) }];
}
