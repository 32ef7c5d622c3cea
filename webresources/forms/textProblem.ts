/**
 * Room webresources/forms. What is wrong with a text of a template, said on its form: at the column and above the form. The
 * linter decides, as it does in the editor and in the Send outbound dialog.
 */
import type { LintFinding } from '../../outbound/templates/lintFinding';
import { findingText, isBlocking } from '../strings/findingText';

const PROBLEM = 'obm-template-problem';

/** Of the warnings only these: which slugs are known depends on the table a message is sent from, and the editor says it. */
const BRACE_WARNINGS: ReadonlySet<string> = new Set(['empty-slug', 'nested-slug', 'blank-in-slug']);

/**
 * Shows the first problem of a column's text, or takes the notices away.
 * @returns `refuse` for a text that could not be sent: it must not be saved.
 */
export function showTextProblem(
  form: Xrm.FormContext,
  column: string,
  findings: readonly LintFinding[],
): 'fine' | 'warn' | 'refuse' {
  const finding = findings.find(isBlocking) ?? findings.find(({ code }) => BRACE_WARNINGS.has(code));
  const control = form.getControl<Xrm.Controls.StringControl>(column);
  control?.clearNotification(PROBLEM);
  form.ui.clearFormNotification(PROBLEM);
  if (finding === undefined) return 'fine';
  const sentence = findingText(finding);
  if (!isBlocking(finding)) {
    form.ui.setFormNotification(sentence, 'WARNING', PROBLEM);
    return 'warn';
  }
  control?.setNotification(sentence, PROBLEM);
  form.ui.setFormNotification(sentence, 'ERROR', PROBLEM);
  return 'refuse';
}

/** The text in a column of the form; empty when there is none. */
export function readText(form: Xrm.FormContext, column: string): string {
  return form.getAttribute<Xrm.Attributes.StringAttribute>(column)?.getValue() ?? '';
}
