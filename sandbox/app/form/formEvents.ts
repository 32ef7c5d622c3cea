/** Room sandbox/app. Ties the event handlers that FormXml names to the events of a session, through the loaded scripts. */
import { HandlerParametersInvalidError } from './errors';
import type { EventHandlerModel } from './formModel';
import type { FormSession } from './formSession';
import type { Handler, HandlerList } from './handlers';

/**
 * The literals of a handler's `parameters`, such as `'a', 1, true`, as values.
 * @throws {HandlerParametersInvalidError} when the text is anything but literals.
 */
export function parseHandlerParameters(functionName: string, text: string): unknown[] {
  if (text.trim() === '') return [];
  // Single-quoted strings are the custom there; JSON knows the double quote only.
  const json = text.replace(/'((?:[^'\\]|\\.)*)'/g, (_match, inner: string) =>
    JSON.stringify(inner.replace(/\\'/g, "'")),
  );
  try {
    return JSON.parse(`[${json}]`) as unknown[];
  } catch (cause) {
    throw new HandlerParametersInvalidError(functionName, { cause });
  }
}

function toHandler(session: FormSession, model: EventHandlerModel): Handler {
  return (context) => {
    const parameters = parseHandlerParameters(model.functionName, model.parameters);
    const leading = model.passExecutionContext ? [context] : [];
    return session.services.callFunction(model.functionName, [...leading, ...parameters]);
  };
}

/** Loads the form's libraries in their order and adds its handlers. Call once for a session. */
export async function bindFormEvents(session: FormSession): Promise<void> {
  for (const library of session.model.libraries) await session.services.loadScript(library);
  for (const event of session.model.events) {
    const list = listOf(session, event.name, event.attribute, event.control);
    if (!list) continue;
    for (const handler of event.handlers) if (handler.enabled) list.addFixed(toHandler(session, handler));
  }
}

/** Events of FormXml that this host raises. Differs from the platform: other events (onreadystatecomplete, …) are not raised. */
function listOf(session: FormSession, name: string, attribute?: string, control?: string): HandlerList | undefined {
  switch (name) {
    case 'onload':
      return session.onLoad;
    case 'onsave':
      return session.onSave;
    case 'onchange':
      return attribute ? session.attributes.get(attribute)?.onChange : undefined;
    case 'tabstatechange':
      return session.tabs.find((tab) => tab.model.name === control || tab.model.id === control)?.onStateChange;
    default:
      return undefined;
  }
}
