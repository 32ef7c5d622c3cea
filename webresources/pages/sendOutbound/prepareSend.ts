/**
 * Room webresources/pages. From what was read to what the dialog shows and sends: decisions, languages, previews and the
 * frozen plan. Pure: the same input gives the same plan, byte by byte.
 */
import { toContactList, type ListedDecision, type ListedRecipient } from '../../../outbound/contactList/toContactList';
import type { ColumnChoiceLabels } from '../../../outbound/recipients/choiceLabels';
import { decideRecipients } from '../../../outbound/recipients/decideRecipients';
import type { RecipientDecision } from '../../../outbound/recipients/recipientDecision';
import { findEmptySlugs } from '../../../outbound/recipients/emptySlugs';
import { localeNegotiator, reportLanguages, type LanguageReport } from '../../../outbound/recipients/negotiateLocale';
import { previewMessages, type MessagePiece, type MessagePreview } from '../../../outbound/recipients/previewMessages';
import { toCandidates, type SourceRow } from '../../../outbound/recipients/toCandidates';
import type { Exclusion } from '../../../outbound/sends/exclusionPages';
import { planSend, type SendPlan } from '../../../outbound/sends/planSend';
import type { ContentVariables } from '../../../outbound/templates/contentTemplate';
import { languageName, lintSend, toShownFinding, type SendSetup, type ShownFinding } from './checkSend';
import { maskNumber } from './maskNumber';
import { consentNote, toExclusionGroups, type ExclusionGroup, type ShownReason } from './shownExclusions';

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
  readonly pieces: readonly MessagePiece[];
  readonly characters: number;
  /** SMS only. */
  readonly segments?: number;
}

export interface PreparedSend {
  /** Rows the user selected. */
  readonly selected: number;
  /** Of these, how many get a message. */
  readonly messages: number;
  /** What has to be known about the consent of those who get one. */
  readonly consentNote?: string;
  /** Only reasons that somebody has. */
  readonly exclusions: readonly ExclusionGroup[];
  /** As the journal keeps them. */
  readonly excluded: readonly Exclusion[];
  readonly languages: readonly LanguageCount[];
  /** What the linter says about the template with these recipients' values; nothing that forbids the send. */
  readonly findings: readonly ShownFinding[];
  readonly previews: readonly Preview[];
  /** Slugs whose value is empty in at least one message. */
  readonly emptySlugs: readonly string[];
  readonly plan: SendPlan;
  /** Row ids of those who get a message, in the order of the plan. */
  readonly sourceIds: readonly string[];
}

export interface SendInput extends SendSetup {
  /** Of `checkSend`: the template is a WhatsApp content template. */
  readonly contentVariables?: ContentVariables;
  /** Labels of the choice columns that the messages use, in every language. */
  readonly choiceLabels: ColumnChoiceLabels;
  /** Ids the user selected. */
  readonly ids: readonly string[];
  /** Those of them that exist, in the same order. */
  readonly rows: readonly SourceRow[];
}

const PREVIEWS = 3;

/** Everything the dialog shows before a send, and the send itself. `checkSend` has found nothing against it. */
export function prepareSend(input: SendInput): PreparedSend {
  const { configuration, template, ids, contentVariables } = input;
  const { channelType } = configuration;
  const decisions = decide(input);
  const eligible = decisions.filter((decision): decision is ListedRecipient => decision.kind === 'eligible');
  const shown = previewMessages(eligible.slice(0, PREVIEWS), template.texts, channelType, contentVariables);
  const missing = missingIds(ids, decisions);
  return {
    selected: ids.length,
    messages: eligible.length,
    consentNote: consentNote(eligible),
    exclusions: toExclusionGroups(decisions, missing),
    excluded: toExclusions(decisions, missing),
    languages: reportLanguages(eligible).map((report) => toLanguageCount(report, input)),
    findings: lintSend({ ...input, recipients: eligible.map(({ candidate }) => candidate) }).map((finding) =>
      toShownFinding(finding, input),
    ),
    previews: shown.map((message) => toPreview(message, input)),
    emptySlugs: findEmptySlugs(eligible, template.texts, channelType, contentVariables),
    plan: planSend({ items: eligible.map(({ item }) => item), outboundConfigurationId: configuration.id }),
    sourceIds: eligible.map(({ candidate }) => candidate.sourceId),
  };
}

/** The one way from rows to who gets what: the plan is made of these very decisions. */
function decide(input: SendInput): ListedDecision[] {
  const { configuration, template, rows, source, languages, settings, relationships, choiceLabels } = input;
  const { channelType, showInTimeline } = configuration;
  const negotiate = localeNegotiator(template.texts, languages, channelType);
  const candidates = toCandidates(source, rows, {
    languages,
    readingLcid: (wanted) => negotiate(wanted).textLcid,
    timeZone: settings.timeZone,
    choiceLabels,
  });
  return toContactList(decideRecipients(candidates, settings), {
    channelType,
    outboundConfigurationId: configuration.id,
    template: template.texts,
    templateName: template.name,
    contentVariables: input.contentVariables,
    languages,
    withChannelId: settings.withChannelId,
    // Without the relationship the service could not tie a message to the row (Microsoft Learn, "Configure outbound messaging").
    showInTimeline: showInTimeline && relationships.has(source.table),
    relationshipNames: relationships,
  });
}

function toExclusions(decisions: readonly RecipientDecision[], missing: readonly string[]): Exclusion[] {
  const excluded = decisions.flatMap((decision): Exclusion[] => {
    if (decision.kind !== 'excluded') return [];
    const { candidate, reason, detail, representedBy, optedOutRow } = decision;
    return [{ rowId: candidate.sourceId, reason, detail, representedBy, optedOutRow }];
  });
  const gone: ShownReason = 'row-missing';
  return [...excluded, ...missing.map((rowId) => ({ rowId, reason: gone }))];
}

function missingIds(ids: readonly string[], decisions: readonly RecipientDecision[]): string[] {
  const read = new Set(decisions.map(({ candidate }) => candidate.sourceId.toLowerCase()));
  return ids.filter((id) => !read.has(id));
}

const toLanguageCount = (
  { lcid, count, fallbacks }: LanguageReport,
  { languages, configuration }: SendInput,
): LanguageCount => ({
  name: languageName(lcid, languages),
  count,
  // A WhatsApp message has one language for everybody, whatever is recorded: nobody falls back.
  fallbacks: (configuration.channelType === 'SMS' ? fallbacks : []).map(({ wantedLcid, ...fallback }) => ({
    ...fallback,
    wanted: languageName(wantedLcid, languages),
  })),
});

const toPreview = (message: MessagePreview, { configuration, languages }: SendInput): Preview => ({
  id: message.recipient.candidate.sourceId,
  name: message.recipient.candidate.recipientName,
  maskedNumber: maskNumber(message.recipient.recipientNumber),
  languageName: languageName(message.lcid, languages),
  pieces: message.toPieces(),
  characters: message.segments.characters,
  segments: configuration.channelType === 'SMS' ? message.segments.segments : undefined,
});
