/**
 * Room outbound, invoke. The signature of the send action. Microsoft publishes the action's name but not its parameters
 * (Microsoft Learn, "Configure outbound messaging"), so they are read from the organisation's service document, and a setting may
 * override what was read. That the entity parameter is `OutboundSettingsRecord` is inferred from the article's flow; that the
 * list is `ContactList`, as text, is inferred too.
 */
import { XMLParser } from 'fast-xml-parser';
import { OUTBOUND_CONFIGURATION } from '../dataverse/names';
import { OutboundError } from '../errors';

/** The unbound action that sends. Source: Microsoft Learn, "Configure outbound messaging". */
export const INVOKE_OUTBOUND_ACTION = 'msdyn_InvokeOutboundAPI';

/** How the send action takes its two parameters. The documentation does not publish it, so it is read from the environment. */
export interface ActionSignature {
  readonly actionName: string;
  readonly settingsParameter: string;
  /** As declared: `mscrm.msdyn_ocoutboundconfiguration`, or a primitive that takes the configuration's id. */
  readonly settingsType: string;
  readonly settingsEncoding: 'entity' | 'id';
  readonly contactListParameter: string;
  /** As declared: `Edm.String`, `Collection(mscrm.expando)`, … */
  readonly contactListType: string;
  /** `text`: JSON text of the array; `collection`: the array itself. */
  readonly contactListEncoding: 'text' | 'collection';
}

/** Is this one of the two ways to pass the list, in lower case? */
export const isContactListEncoding = (text: string): text is ActionSignature['contactListEncoding'] =>
  text === 'text' || text === 'collection';

/** What a setting may override. */
export type SignatureOverride = Partial<
  Pick<ActionSignature, 'settingsParameter' | 'contactListParameter' | 'contactListEncoding'>
>;

/** The shape inferred from the article; used when metadata cannot be read. */
export const INFERRED_SIGNATURE: ActionSignature = {
  actionName: INVOKE_OUTBOUND_ACTION,
  settingsParameter: 'OutboundSettingsRecord',
  settingsType: `mscrm.${OUTBOUND_CONFIGURATION.table}`,
  settingsEncoding: 'entity',
  contactListParameter: 'ContactList',
  contactListType: 'Edm.String',
  contactListEncoding: 'text',
};

/** The organisation has no such action: Omnichannel's outbound solution is not installed, or the user may not see it. */
export class ActionMissingError extends OutboundError {
  override readonly name = 'ActionMissingError';
  readonly code = 'action-missing';
  constructor(readonly actionName: string) {
    super(
      `This environment has no action ${actionName}. Outbound messaging of Omnichannel for Customer Service has to be installed.`,
    );
  }
}

/** The action exists, but which of its parameters takes the configuration or the contact list cannot be told. */
export class ActionShapeUnknownError extends OutboundError {
  override readonly name = 'ActionShapeUnknownError';
  readonly code = 'action-shape-unknown';
  constructor(
    readonly actionName: string,
    readonly parameters: readonly string[],
  ) {
    super(
      `The parameters of ${actionName} (${parameters.join(', ') || 'none'}) are not the expected ones. ` +
        'Name them in the setting that overrides the signature.',
    );
  }
}

interface ActionParameter {
  readonly name: string;
  readonly type: string;
}

/**
 * The signature that a CSDL document (`$metadata`) declares. The document of a real organisation has 5 to 10 MB, so only
 * the one `Action` element is cut out and parsed.
 * @throws {ActionMissingError} when the document has no such unbound action.
 * @throws {ActionShapeUnknownError} when its parameters fit no known shape and the override does not name them.
 */
export function readActionSignature(
  csdl: string,
  actionName: string = INVOKE_OUTBOUND_ACTION,
  override: SignatureOverride = {},
): ActionSignature {
  const element = cutAction(csdl, actionName);
  if (element === undefined) throw new ActionMissingError(actionName);
  const parameters = readParameters(element);
  const byName = (name: string | undefined): ActionParameter | undefined =>
    parameters.find((parameter) => parameter.name.toLowerCase() === name?.toLowerCase());

  const settings = override.settingsParameter ? byName(override.settingsParameter) : findSettings(parameters, byName);
  const rest = parameters.filter((parameter) => parameter !== settings);
  const contactList = override.contactListParameter
    ? byName(override.contactListParameter)
    : (byName('ContactList') ?? onlyOne(rest.filter(canCarryList)));
  if (!settings || !contactList || settings === contactList) {
    throw new ActionShapeUnknownError(
      actionName,
      parameters.map((parameter) => parameter.name),
    );
  }
  return {
    actionName,
    settingsParameter: settings.name,
    settingsType: settings.type,
    settingsEncoding: settings.type.startsWith('Edm.') ? 'id' : 'entity',
    contactListParameter: contactList.name,
    contactListType: contactList.type,
    contactListEncoding: override.contactListEncoding ?? (isCollection(contactList) ? 'collection' : 'text'),
  };
}

function findSettings(
  parameters: readonly ActionParameter[],
  byName: (name: string) => ActionParameter | undefined,
): ActionParameter | undefined {
  const typed = parameters.find((parameter) => parameter.type.endsWith(`.${OUTBOUND_CONFIGURATION.table}`));
  // Articles before 2025 speak of a field with the name of the configuration's key.
  return typed ?? byName(INFERRED_SIGNATURE.settingsParameter) ?? byName(OUTBOUND_CONFIGURATION.id);
}

const isCollection = ({ type }: ActionParameter): boolean => type.startsWith('Collection(');
const canCarryList = (parameter: ActionParameter): boolean =>
  isCollection(parameter) || parameter.type === 'Edm.String';
const onlyOne = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

/** The text of the unbound `<Action Name="…">…</Action>`; a bound one of the same name is another operation. */
function cutAction(csdl: string, actionName: string): string | undefined {
  for (let at = csdl.indexOf(actionName); at !== -1; at = csdl.indexOf(actionName, at + actionName.length)) {
    const open = csdl.lastIndexOf('<', at);
    const openEnd = csdl.indexOf('>', at);
    if (open === -1 || openEnd === -1) continue;
    const tag = csdl.slice(open, openEnd + 1);
    // An attribute value holds no `>` in CSDL, and no tag between `open` and here means that the name is inside this tag.
    if (!/^<Action\s/.test(tag) || attributeOf(tag, 'Name') !== actionName || attributeOf(tag, 'IsBound') === 'true') {
      continue;
    }
    if (tag.endsWith('/>')) return tag;
    const close = csdl.indexOf('</Action>', openEnd);
    if (close !== -1) return csdl.slice(open, close + '</Action>'.length);
  }
  return undefined;
}

function attributeOf(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return match?.[1] ?? match?.[2];
}

function readParameters(element: string): ActionParameter[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'Parameter',
  });
  const document = parser.parse(element) as {
    Action?: '' | { Parameter?: { Name?: string; Type?: string }[] };
  };
  const parameters = document.Action ? (document.Action.Parameter ?? []) : [];
  return parameters.flatMap(({ Name: name, Type: type }) => (name && type ? [{ name, type }] : []));
}
