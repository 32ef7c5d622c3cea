/**
 * Control MessageTemplateEditor. The linter's findings as rows to show: in the user's language, made of a finding's code and
 * facts. What is wrong, and how badly, the linter alone decides.
 */
import type { LintCode, LintFinding, LintSeverity, PassedLimit } from '../../../outbound/templates/lintFinding';
import { toSlugText } from '../../../outbound/templates/slugName';
import { characterName, format, toShownSlug, type Translate } from './texts';

export interface FindingRow {
  readonly key: string;
  readonly severity: LintSeverity;
  /** The severity as a word. */
  readonly severityText: string;
  /** Line and column as a person counts them. */
  readonly placeText: string;
  readonly text: string;
  /** The characters the finding is about, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** What may be put in place of these characters. */
  readonly replacement?: { readonly text: string; readonly label: string };
}

const SEVERITIES: readonly LintSeverity[] = ['error', 'warning', 'note'];

/**
 * At most `count` rows, in the order of the text. Where there are more findings, errors come before warnings and those before
 * notes, so that no wall of small matters hides a grave one.
 */
export function toFindingRows(
  findings: readonly LintFinding[],
  { count, editable, translate }: { count: number; editable: boolean; translate: Translate },
): FindingRow[] {
  const gravest = new Set(
    SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity)).slice(0, count),
  );
  return findings
    .filter((finding) => gravest.has(finding))
    .map((finding) => {
      const { code, severity, suggestion, place } = finding;
      const { start, end, line, column } = place;
      const replacement = suggestion === undefined ? undefined : toSlugText(suggestion);
      return {
        key: `${code} ${start}`,
        severity,
        severityText: translate(`Severity_${severity}`),
        placeText: format(translate('Place'), line, column),
        text: findingText(finding, translate),
        start,
        end,
        ...(editable &&
          replacement !== undefined && {
            replacement: { text: replacement, label: format(translate('Replace'), replacement) },
          }),
      };
    });
}

/** How many there are of each severity, as one line. */
export function toSummary(findings: readonly LintFinding[], translate: Translate): string {
  const counts = SEVERITIES.map((severity) => findings.filter((finding) => finding.severity === severity).length);
  return format(translate('Summary'), ...counts);
}

/** What is wrong, as a sentence in the user's language. */
export function findingText(finding: LintFinding, translate: Translate): string {
  const key = finding.limit ? TOO_LONG_KEY[finding.limit.kind] : `Finding_${finding.code}`;
  return format(translate(key), ...FACTS[finding.code](finding));
}

const TOO_LONG_KEY: Readonly<Record<PassedLimit['kind'], string>> = {
  'default-text': 'Finding_text-too-long_column',
  'localized-text': 'Finding_text-too-long_column',
  'sms-message': 'Finding_text-too-long_sms',
  'whatsapp-message': 'Finding_text-too-long_whatsapp',
};

type Facts = (finding: LintFinding) => readonly (string | number)[];

const variableText = (number: number): string => `{{${number}}}`;
const none: Facts = () => [];
const slugFact: Facts = ({ slug }) => (slug === undefined ? [] : [toShownSlug(slug)]);
const characterFact: Facts = ({ character }) => (character === undefined ? [] : [characterName(character)]);
/** A content variable, or the slug that stands in place of one. */
const variableFact: Facts = (finding) =>
  finding.variable === undefined ? slugFact(finding) : [variableText(finding.variable)];

/** What stands in the places `{0}`, `{1}` of each finding's sentence. */
const FACTS: Readonly<Record<LintCode, Facts>> = {
  'unclosed-brace': none,
  'unopened-brace': none,
  'empty-slug': none,
  'nested-slug': none,
  'blank-in-slug': slugFact,
  'slug-unknown': slugFact,
  'slug-misspelt': (finding) => [
    ...slugFact(finding),
    ...(finding.suggestion === undefined ? [] : [toSlugText(finding.suggestion)]),
  ],
  'slug-unfillable': slugFact,
  'slug-reserved': slugFact,
  'slug-in-content-template': (finding) => [...slugFact(finding), variableText(1)],
  'control-character': characterFact,
  'unicode-in-text': characterFact,
  'unicode-in-value': (finding) => [...slugFact(finding), ...characterFact(finding)],
  'segments-worst-case': ({ segments }) => [segments ?? 0],
  'language-missing': ({ place }) => [place.text],
  'text-empty': none,
  'text-too-long': ({ limit }) => (limit ? [limit.length - limit.maxLength, limit.maxLength] : []),
  'variable-first': variableFact,
  'variable-last': variableFact,
  'variables-adjacent': variableFact,
  'variable-skipped': ({ variable = 0 }) => [variableText(variable), variableText(variable - 1)],
  'variable-too-long': variableFact,
};
