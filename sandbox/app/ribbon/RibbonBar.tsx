/** Room sandbox/app. The command bar of a page: the host's standard commands and the solutions' buttons that may show. */
import * as React from 'react';
import {
  CommandBar,
  MessageBar,
  MessageBarType,
  type ICommandBarItemProps,
  type IContextualMenuItem,
} from '@fluentui/react';
import type { HostServices } from '../contracts';
import { messageOf } from '../host/errors';
import { pickLabel } from '../host/labels';
import { hostText } from '../shell/strings';
import { CommandIcon } from './CommandIcon';
import type { RibbonContext } from './ribbonContext';
import type { Ribbon, RibbonButton, RibbonText } from './ribbonModel';
import { evaluateCommand } from './rules';
import { createRuleHost, runCommand } from './runCommand';
import { isAllowed, isHidden, type StandardCommandKey } from './standardCommands';

/** A command of the host itself; solutions may hide it. */
export interface StandardCommand {
  readonly key: StandardCommandKey;
  readonly text: string;
  /** Name of a Fluent icon. */
  readonly icon: string;
  readonly disabled?: boolean;
  run(): void;
}

export interface RibbonBarProps {
  readonly services: HostServices;
  readonly ribbon: Ribbon;
  readonly context: RibbonContext;
  readonly standard: readonly StandardCommand[];
  readonly farItems?: readonly ICommandBarItemProps[];
  readonly ariaLabel: string;
  /** Shows nothing at all while no command shows. */
  readonly hidesWhenEmpty?: boolean;
}

interface Verdicts {
  readonly shown: ReadonlySet<string>;
  readonly problems: readonly string[];
}

const NOTHING: Verdicts = { shown: new Set(), problems: [] };

const buttonsOf = (ribbon: Ribbon, { place, table }: RibbonContext): RibbonButton[] =>
  ribbon.buttons
    .filter(
      (button) =>
        button.place === place && (button.table === table || button.table === '*') && !ribbon.hidden.has(button.id),
    )
    .sort((a, b) => a.sequence - b.sequence);

const withChildren = (buttons: readonly RibbonButton[]): RibbonButton[] =>
  buttons.flatMap((button) => [button, ...withChildren(button.children)]);

async function decide(ribbon: Ribbon, context: RibbonContext, services: HostServices): Promise<Verdicts> {
  const host = createRuleHost(services);
  const decided = await Promise.all(
    withChildren(buttonsOf(ribbon, context)).map(async ({ id, command: commandId, children }) => {
      const command = commandId === undefined ? undefined : ribbon.commands.get(commandId);
      if (!command) {
        // A flyout needs no command of its own; a button whose command nobody defines does nothing.
        return {
          id,
          shows: children.length > 0,
          problems: children.length > 0 ? [] : [`command ${commandId ?? `of ${id}`} is not defined`],
        };
      }
      return { id, ...(await evaluateCommand(command, ribbon, context, host, id)) };
    }),
  );
  return {
    shown: new Set(decided.filter(({ shows }) => shows).map(({ id }) => id)),
    problems: [...new Set(decided.flatMap(({ problems }) => problems))],
  };
}

/** Which buttons show; the last answer stays until the next is known, so that the bar does not flicker. */
function useVerdicts({ ribbon, context, services }: RibbonBarProps): Verdicts {
  const [verdicts, setVerdicts] = React.useState(NOTHING);
  React.useEffect(() => {
    let isOvertaken = false;
    const apply = (next: Verdicts): void => {
      if (!isOvertaken) setVerdicts(next);
    };
    decide(ribbon, context, services).then(apply, (error: unknown) =>
      apply({ shown: new Set(), problems: [messageOf(error)] }),
    );
    return () => {
      isOvertaken = true;
    };
  }, [ribbon, context, services]);
  return verdicts;
}

export function RibbonBar(props: RibbonBarProps): React.ReactElement | null {
  const { services, ribbon, context, standard, farItems, ariaLabel } = props;
  const lcid = services.user.languageId;
  const verdicts = useVerdicts(props);
  const text = ({ literal, labelId }: RibbonText): string =>
    literal ?? pickLabel(ribbon.labels.get(labelId ?? ''), lcid);

  const press = (button: RibbonButton): void => {
    const command = ribbon.commands.get(button.command ?? '');
    if (!command) return;
    runCommand(command, context, services, button.id).catch((error: unknown) =>
      services.error({ message: hostText(lcid, 'commandFailed', text(button.label) || button.id, messageOf(error)) }),
    );
  };
  const toItem = (button: RibbonButton): IContextualMenuItem => {
    const children = button.children.filter(({ id }) => verdicts.shown.has(id));
    return {
      key: button.id,
      text: text(button.label) || button.id,
      title: text(button.tooltip) || undefined,
      iconProps: { iconName: 'Page' },
      onRenderIcon: () => <CommandIcon services={services} icon={button.icon} />,
      onClick: () => press(button),
      'data-command': button.command,
      split: children.length > 0 && button.command !== undefined,
      subMenuProps: children.length > 0 ? { items: children.map(toItem) } : undefined,
    };
  };
  const items: ICommandBarItemProps[] = [
    ...standard
      .filter(
        ({ key }) =>
          !isHidden(ribbon, context.place, context.table, key) && isAllowed(services.privileges, context.table, key),
      )
      .map(({ key, text: label, icon, disabled, run }) => ({
        key,
        text: label,
        iconProps: { iconName: icon },
        disabled,
        onClick: () => run(),
      })),
    ...buttonsOf(ribbon, context)
      .filter(({ id }) => verdicts.shown.has(id))
      .map(toItem),
  ];
  const refused = [
    ...ribbon.refused.filter(({ table }) => table === context.table).map(({ what }) => what),
    ...verdicts.problems,
  ];
  if (props.hidesWhenEmpty && items.length === 0 && refused.length === 0) return null;
  return (
    <div className="command-bar">
      <CommandBar
        items={items}
        farItems={farItems ? [...farItems] : undefined}
        ariaLabel={ariaLabel}
        overflowButtonProps={{ ariaLabel: hostText(lcid, 'moreCommands') }}
      />
      {refused.length > 0 && (
        <MessageBar messageBarType={MessageBarType.warning} isMultiline={false} truncated>
          {hostText(lcid, 'ribbonRefused', refused.join('; '))}
        </MessageBar>
      )}
    </div>
  );
}
