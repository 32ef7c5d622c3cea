/**
 * Room webresources/pages. Moves the Send outbound dialog from state to state: asks the gateway, lets the domain decide,
 * and reports. Every answer that arrives after the user has gone on is dropped.
 */
import * as React from 'react';
import { choiceColumns } from '../../../outbound/recipients/choiceLabels';
import { usedSlugs } from '../../../outbound/recipients/previewMessages';
import { findRecipientSource, type RecipientSource } from '../../../outbound/recipients/recipientSources';
import type { SendRequest } from '../../gateways/sendRequest';
import type { OutboundSettings } from '../../gateways/settings';
import type { OutboundConfiguration } from '../../gateways/templates';
import { toShownErrors } from '../../strings/errorText';
import { editFields, firstFields, readScheduleFields } from '../scheduleFields';
import type { UserTime } from '../sendMonitor/userTime';
import { useLeaveWarning } from '../useLeaveWarning';
import { checkSend } from './checkSend';
import {
  ChangedSincePreviewError,
  SelectionMissingError,
  TableNotSupportedError,
  TemplateMissingError,
} from './dialogErrors';
import type { SendOutboundGateway } from './gateway';
import { prepareSend } from './prepareSend';
import { continueSend, runSend, scheduleRun } from './runSend';
import type { SendOutboundActions } from './sendOutboundActions';
import type { DialogState } from './sendState';

export interface SendOutboundDialogProps {
  readonly gateway: SendOutboundGateway;
  /** What the command handed over; absent when it did not arrive. */
  readonly request: SendRequest | undefined;
  readonly time: UserTime;
}

export function useSendOutbound({
  gateway,
  request,
  time,
}: SendOutboundDialogProps): [DialogState, SendOutboundActions] {
  const [state, setState] = React.useState<DialogState>({ kind: 'loading' });
  // Rises with every choice, so that a slow answer to an earlier choice is recognised.
  const turn = React.useRef(0);

  const [tries, setTries] = React.useState(0);
  React.useEffect(() => {
    let isCurrent = true;
    const show = (next: DialogState): void => {
      if (isCurrent) setState(next);
    };
    const start = async (): Promise<void> => {
      if (request === undefined || request.ids.length === 0) throw new SelectionMissingError();
      const [settings, configurations] = await Promise.all([gateway.readSettings(), gateway.readConfigurations()]);
      requireSource(request, settings);
      show({ kind: 'choosing', configurations });
    };
    start().catch((thrown: unknown) => {
      show({ kind: 'failed', errors: toShownErrors(thrown), mayRetry: !(thrown instanceof SelectionMissingError) });
    });
    return () => {
      isCurrent = false;
    };
  }, [gateway, request, tries]);

  const choose = async (offered: readonly OutboundConfiguration[], id: string): Promise<void> => {
    const known = offered.find((candidate) => candidate.id === id);
    if (known === undefined || request === undefined) return;
    let picked = { configurations: offered, configuration: known };
    const mine = (turn.current += 1);
    const show = (next: DialogState): void => {
      if (turn.current === mine) setState(next);
    };
    const selected = request.ids.length;
    show({ kind: 'reading', ...picked, asked: 0, selected });
    try {
      // What the list showed may have been changed since it was read.
      const configurations = await gateway.readConfigurations();
      const configuration = configurations.find((candidate) => candidate.id === id);
      picked = { configurations, configuration: configuration ?? known };
      if (configuration === undefined) throw new ChangedSincePreviewError();
      if (configuration.template === undefined) throw new TemplateMissingError();
      await gateway.requireSendAction();
      const [template, languages, settings, relationships] = await Promise.all([
        gateway.readTemplate(configuration.template.id),
        gateway.readLanguages(),
        gateway.readSettings(),
        gateway.readRelationships(),
      ]);
      const source = requireSource(request, settings);
      const setup = { source, configuration, template, settings, relationships, languages };
      const check = checkSend(setup);
      if (check.kind === 'refused') {
        show({ kind: 'not-sendable', ...picked, errors: check.errors });
        return;
      }
      const { ids } = request;
      const columns = choiceColumns(source, usedSlugs(template.texts, check.contentVariables));
      const choiceLabels = await gateway.readChoiceLabels(source, columns);
      const rows = await gateway.readRows(source, ids, (asked) =>
        show({ kind: 'reading', ...picked, asked, selected }),
      );
      const prepared = prepareSend({ ...setup, contentVariables: check.contentVariables, choiceLabels, ids, rows });
      show({ kind: 'prepared', ...picked, template, prepared });
    } catch (thrown) {
      show({ kind: 'not-sendable', ...picked, errors: toShownErrors(thrown) });
    }
  };

  const actions: SendOutboundActions = {
    readAgain() {
      if (state.kind !== 'failed' || !state.mayRetry) return;
      setState({ kind: 'loading' });
      setTries(tries + 1);
    },
    choose(id) {
      if ('configurations' in state) void choose(state.configurations, id);
    },
    askToSend() {
      if (state.kind === 'prepared') setState({ ...state, asking: { kind: 'now' }, notStarted: undefined });
    },
    askForTime() {
      if (state.kind !== 'prepared') return;
      const fields = firstFields(time, gateway.clock());
      setState({ ...state, asking: { kind: 'later', fields }, notStarted: undefined });
    },
    changeTime(times) {
      if (state.kind !== 'prepared' || state.asking?.kind !== 'later') return;
      setState({ ...state, asking: { kind: 'later', fields: editFields(state.asking.fields, times, time) } });
    },
    goBack() {
      if (state.kind === 'prepared') setState({ ...state, asking: undefined });
    },
    send() {
      // Confirmed once: a second click finds another state and does nothing.
      if (state.kind !== 'prepared' || state.asking?.kind !== 'now' || request === undefined) return;
      void runSend(gateway, request.table, state, setState);
    },
    schedule() {
      if (state.kind !== 'prepared' || state.asking?.kind !== 'later' || request === undefined) return;
      const { fields } = state.asking;
      const read = readScheduleFields(fields, time, gateway.clock());
      if (read.kind === 'fine') void scheduleRun(gateway, request.table, state, read.schedule, setState);
      else setState({ ...state, asking: { kind: 'later', fields: { ...fields, problem: read.problem } } });
    },
    sendWaiting() {
      if (state.kind === 'finished') void continueSend(gateway, state, setState);
    },
    openSend: (sendId) => gateway.openSend(sendId),
  };

  useLeaveWarning(state.kind === 'recording' || state.kind === 'sending');
  return [state, actions];
}

function requireSource({ table }: SendRequest, settings: OutboundSettings): RecipientSource {
  const source = findRecipientSource(table, settings.sources);
  if (source === undefined) throw new TableNotSupportedError(table);
  return source;
}
