/** Room webresources/strings. What is said to a person about a problem in a template's text, with its place in it. */
import { linesAndColumns } from '../../outbound/templates/linesAndColumns';
import type { TemplateProblem } from '../../outbound/templates/parseTemplate';
import { text } from '../gateways/texts';
import type { TextKey } from './textKeys';

const PROBLEM_TEXT: Readonly<Record<TemplateProblem['code'], TextKey>> = {
  'unclosed-brace': 'problemUnclosedBrace',
  'unopened-brace': 'problemUnopenedBrace',
  'empty-slug': 'problemEmptySlug',
  'nested-slug': 'problemNestedSlug',
  'blank-in-slug': 'problemBlankInSlug',
};

/** A brace without its partner: nobody can tell which slug was meant, so such a text is neither saved nor sent. */
export function isUnbalanced(problem: TemplateProblem): boolean {
  return problem.code === 'unclosed-brace' || problem.code === 'unopened-brace';
}

/** One sentence that names the place as people count it, line and character from 1. */
export function problemText(problem: TemplateProblem, source: string): string {
  const { line, column } = linesAndColumns(source)(problem.start);
  return text(PROBLEM_TEXT[problem.code], line, column);
}
