/**
 * Room webresources/pages. From what was read to what the dialog shows and sends: decisions, languages, previews and the
 * frozen plan. Pure: the same input gives the same plan, byte by byte.
 */
import { toContactListItem, type ContactListOptions } from '../../../outbound/contactList/contactListItem';
import {
  decideRecipients,
  eligibleRecipients,
  EXCLUSION_REASONS,
  exclusionsByReason,
  type EligibleRecipient,
  type ExclusionReason,
  type RecipientDecision,
} from '../../../outbound/recipients/decideRecipients';
import type { LanguageTable } from '../../../outbound/recipients/languages';
import { negotiateLocale, reportLanguages, type LanguageReport } from '../../../outbound/recipients/negotiateLocale';
import {
  negotiateRecipients,
  previewMessages,
  templateSlugs,
  type MessagePreview,
} from '../../../outbound/recipients/previewMessages';
import type { RelationshipNames } from '../../../outbound/contactList/regardingRelationship';
import type { RecipientSource } from '../../../outbound/recipients/recipientSources';
import { toCandidates, type SourceRow } from '../../../outbound/recipients/toCandidates';
import { planSend, type SendPlan } from '../../../outbound/sends/planSend';
import { allTexts, chooseText } from '../../../outbound/templates/chooseText';
import { parseTemplate } from '../../../outbound/templates/parseTemplate';
import { renderTemplate } from '../../../outbound/templates/renderTemplate';
import { slugKey } from '../../../outbound/templates/slugName';
import { text } from '../../gateways/texts';
import type { MessageTemplate, OutboundConfiguration } from '../../gateways/templates';
import { isUnbalanced, problemText } from '../../strings/problemText';
import { ContentVariablesUnknownError, TemplateUnbalancedError } from './dialogErrors';
import { maskNumber } from './maskNumber';

/** Reasons the domain gives, and one more that only a selection can have: the row is gone. */
export type ShownReason = ExclusionReason | 'row-missing';

export interface ExclusionGroup {
  readonly reason: ShownReason;
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly maskedNumber?: string;
    /** Name of the row that is messaged in this one's place. */
    readonly representedBy?: string;
  }[];
}

export interface LanguageCount {
  /** Absent: the template does not say which language its default text has. */
  readonly name?: string;
  readonly count: number;
  /** Those who get this text although it is not in their locale; `wanted` is absent when none is recorded, or none known. */
  readonly fallbacks: readonly {
    readonly wanted?: string;
    readonly reason: LanguageReport['fallbacks'][number]['reason'];
    readonly count: number;
  }[];
}

export interface Preview {
  readonly id: string;
  readonly name: string;
  readonly maskedNumber: string;
  readonly languageName?: string;
  readonly parts: readonly { readonly text: string; readonly unresolved: boolean }[];
  readonly characters: number;
  /** SMS only. */
  readonly segments?: number;
}

export interface PreparedSend {
  /** Rows the user selected. */
  readonly selected: number;
  /** Of these, how many get a message. */
  readonly messages: number;
  /** Only reasons that somebody has. */
  readonly exclusions: readonly ExclusionGroup[];
  /** As the journal keeps them: row ids by reason. */
  readonly excludedIds: Readonly<Partial<Record<ShownReason, readonly string[]>>>;
  readonly languages: readonly LanguageCount[];
  readonly previews: readonly Preview[];
  /** Slugs that nobody gives a value for in at least one message. */
  readonly unresolvedSlugs: readonly string[];
  /** Slugs whose value is empty in at least one message. */
  readonly emptySlugs: readonly string[];
  readonly plan: SendPlan;
}

export interface SendInput {
  readonly source: RecipientSource;
  /** Ids the user selected. */
  readonly ids: readonly string[];
  /** Those of them that exist, in the same order. */
  readonly rows: readonly SourceRow[];
  readonly configuration: OutboundConfiguration;
  readonly template: MessageTemplate;
  readonly defaultCountry: string;
  /** Entity relationship name by table. */
  readonly relationships: RelationshipNames;
  /** The organisation's. */
  readonly languages: LanguageTable;
}

const PREVIEWS = 3;

/**
 * @throws {TemplateUnbalancedError} when a text that could be sent has a brace without its partner.
 * @throws {ContentVariablesUnknownError} when numbered variables would be sent without values.
 * @throws {DefaultCountryInvalidError} when the setting names no country.
 */
export function prepareSend(input: SendInput): PreparedSend {
  requireSendable(input);
  const { configuration, template, ids, rows, source, languages } = input;
  const { channelType } = configuration;
  const candidates = toCandidates(source, rows, {
    languages,
    readingLcid: (wanted) => negotiateLocale(wanted, template.texts, languages, channelType).textLcid,
  });
  const decisions = decideRecipients(candidates, { defaultCountry: input.defaultCountry });
  const eligible = negotiateRecipients(eligibleRecipients(decisions), template.texts, languages, channelType);
  const messages = previewMessages(eligible, template.texts, channelType);
  const missing = missingIds(ids, decisions);
  return {
    selected: ids.length,
    messages: eligible.length,
    exclusions: toExclusionGroups(decisions, missing),
    excludedIds: { ...exclusionsByReason(decisions), ...(missing.length > 0 && { 'row-missing': missing }) },
    languages: reportLanguages(eligible).map((report) => toLanguageCount(report, languages)),
    previews: messages.slice(0, PREVIEWS).map((message) => toPreview(message, input)),
    unresolvedSlugs: distinctSlugs(messages, ({ unresolved }) => unresolved),
    emptySlugs: distinctSlugs(messages, ({ empty }) => empty),
    plan: toPlan(eligible, input),
  };
}

function requireSendable({ configuration, template }: SendInput): void {
  for (const source of allTexts(template.texts)) {
    const contentVariables = configuration.channelType === 'WhatsApp';
    const parsed = parseTemplate(source, { contentVariables });
    const unbalanced = parsed.problems.find(isUnbalanced);
    if (unbalanced !== undefined) throw new TemplateUnbalancedError(problemText(unbalanced, source));
    if (parsed.contentVariables.length > 0) throw new ContentVariablesUnknownError();
  }
}

function missingIds(ids: readonly string[], decisions: readonly RecipientDecision[]): string[] {
  const read = new Set(decisions.map(({ candidate }) => candidate.sourceId.toLowerCase()));
  return ids.filter((id) => !read.has(id));
}

function toExclusionGroups(decisions: readonly RecipientDecision[], missing: readonly string[]): ExclusionGroup[] {
  const nameById = new Map(decisions.map(({ candidate }) => [candidate.sourceId, candidate.sourceName]));
  const groups = EXCLUSION_REASONS.map((reason): ExclusionGroup => ({
    reason,
    rows: decisions.flatMap((decision) => {
      if (decision.kind !== 'excluded' || decision.reason !== reason) return [];
      const { candidate, representedBy } = decision;
      return {
        id: candidate.sourceId,
        name: [candidate.sourceName, candidate.recipientName].filter((name) => name !== '').join(' · '),
        maskedNumber: candidate.rawNumber === undefined ? undefined : maskNumber(candidate.rawNumber),
        representedBy: representedBy === undefined ? undefined : nameById.get(representedBy),
      };
    }),
  }));
  const gone: ExclusionGroup = { reason: 'row-missing', rows: missing.map((id) => ({ id, name: id })) };
  return [...groups, gone].filter(({ rows }) => rows.length > 0);
}

const toLanguageCount = ({ lcid, count, fallbacks }: LanguageReport, languages: LanguageTable): LanguageCount => ({
  name: languageName(lcid, languages),
  count,
  fallbacks: fallbacks.map(({ wantedLcid, ...fallback }) => ({
    ...fallback,
    wanted: languageName(wantedLcid, languages),
  })),
});

function languageName(lcid: number | undefined, { byLcid }: LanguageTable): string | undefined {
  return lcid === undefined ? undefined : (byLcid.get(lcid)?.name ?? text('unnamedLanguage', String(lcid)));
}

function toPreview(message: MessagePreview, { configuration, template, languages }: SendInput): Preview {
  const { recipient, unresolved, segments, lcid } = message;
  const { candidate, recipientNumber } = recipient;
  const isSms = configuration.channelType === 'SMS';
  const chosen = chooseText(template.texts, isSms ? candidate.lcid : undefined);
  const parsed = parseTemplate(chosen.text, { contentVariables: !isSms });
  const unresolvedKeys = new Set(unresolved.map(slugKey));
  return {
    id: candidate.sourceId,
    name: candidate.recipientName,
    maskedNumber: maskNumber(recipientNumber),
    languageName: languageName(lcid, languages),
    parts: parsed.tokens.map((token) => ({
      text: renderTemplate({ ...parsed, tokens: [token] }, candidate.slugs).text,
      unresolved: token.kind === 'slug' && unresolvedKeys.has(slugKey(token.name)),
    })),
    characters: segments.characters,
    segments: isSms ? segments.segments : undefined,
  };
}

function distinctSlugs(
  messages: readonly MessagePreview[],
  pick: (message: MessagePreview) => readonly string[],
): string[] {
  const byKey = new Map<string, string>();
  for (const name of messages.flatMap(pick)) if (!byKey.has(slugKey(name))) byKey.set(slugKey(name), name);
  return [...byKey.values()];
}

function toPlan(eligible: readonly EligibleRecipient[], input: SendInput): SendPlan {
  const { configuration, template, relationships, source } = input;
  const options: ContactListOptions = {
    channelType: configuration.channelType,
    // Without the relationship the service could not tie a message to the row (Microsoft Learn, "Configure outbound messaging").
    showInTimeline: configuration.showInTimeline && relationships.has(source.table),
    templateName: template.name,
    slugNames: templateSlugs(template.texts),
    relationshipNames: relationships,
  };
  const items = eligible.map((recipient) => toContactListItem(recipient, options));
  return planSend({ items, outboundConfigurationId: configuration.id });
}
