/**
 * Room solution. Lint rules for the events of forms: each is one that a form raises, and its handlers get what they read.
 */
import { attribute, children, descendants, type Element } from '../xml';
import type { FormFile } from '../readSource';
import type { Finding, LintContext } from './context';
import { parameterCount } from './scripts';

/**
 * Names of events, in lower case. Source: Microsoft Learn, "Events in forms and grids in model-driven apps". How tabs and
 * controls spell theirs in the file is inferred from exports, so every spelling seen there is taken.
 */
const EVENTS: ReadonlySet<string> = new Set([
  ...['onload', 'onsave', 'onchange', 'tabstatechange', 'ontabstatechange', 'onreadystatecomplete'],
  ...['onrecordselect', 'onresultopened', 'onselection', 'onpostsearch', 'setadditionalparams'],
]);

function lintEvent(event: Element, file: FormFile, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add = (code: string, message: string): void => void found.push({ code, file: file.path, message });
  const name = attribute(event, 'name') ?? '';
  if (!EVENTS.has(name.toLowerCase())) {
    add(
      'event-unknown',
      `No form raises the event "${name}", so its handlers never run. Write onload, onsave or onchange.`,
    );
  }
  const ofWholeForm = event.parentNode?.parentNode?.nodeName === 'form';
  const about = attribute(event, 'attribute') ?? attribute(event, 'control');
  if (name.toLowerCase() === 'onchange' && ofWholeForm && !about) {
    add('event-without-column', 'An onchange event names no column, so its handlers never run. Give it attribute="…".');
  }
  for (const handler of children(event, 'Handlers').flatMap((list) => children(list, 'Handler'))) {
    const functionName = attribute(handler, 'functionName') ?? '';
    const isGiven = attribute(handler, 'passExecutionContext') === 'true' || !!attribute(handler, 'parameters');
    if (!isGiven && parameterCount(context, attribute(handler, 'libraryName') ?? '', functionName) > 0) {
      add(
        'handler-without-context',
        `${functionName} reads the event and is given nothing. Set passExecutionContext="true" on its handler.`,
      );
    }
  }
  return found;
}

/** What happens on a form reaches the code that waits for it. */
export const lintFormEvents = (context: LintContext): Finding[] =>
  context.source.tables.flatMap(({ forms }) =>
    forms.flatMap((file) => descendants(file.form, 'event').flatMap((event) => lintEvent(event, file, context))),
  );
