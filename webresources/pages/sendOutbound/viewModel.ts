/**
 * Room webresources/pages. What the Send outbound dialog shows, from the state it is in: one union whose members are the
 * states a user can see. The views switch on it and decide nothing.
 */
import type { ChannelType } from '../../../outbound/dataverse/names';
import type { OutboundConfiguration } from '../../gateways/templates';
import type { PreparedSend } from './prepareSend';
import type { Schedule } from '../../../outbound/sends/schedule';
import type { Asking, BatchProgress, DialogState, ShownError } from './sendState';

export interface ConfigurationOption {
  readonly id: string;
  readonly name: string;
  readonly channel: ChannelType;
  readonly templateName?: string;
}

export interface ConfigurationChoice {
  readonly options: readonly ConfigurationOption[];
  readonly selectedId?: string;
}

/** Contacts by what became of them; the parts sum to `audience`. */
export interface SendSums {
  readonly audience: number;
  readonly accepted: number;
  readonly refused: number;
  readonly unknown: number;
  readonly waiting: number;
  readonly excluded: number;
}

export type SendOutboundView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly errors: readonly ShownError[]; readonly mayRetry: boolean }
  | { readonly kind: 'no-configuration' }
  | { readonly kind: 'choosing'; readonly choice: ConfigurationChoice }
  | {
      readonly kind: 'reading';
      readonly choice: ConfigurationChoice;
      readonly asked: number;
      readonly selected: number;
    }
  | {
      readonly kind: 'not-sendable';
      readonly choice: ConfigurationChoice;
      /** Everything that has to be mended first. */
      readonly errors: readonly ShownError[];
    }
  | { readonly kind: 'nobody'; readonly choice: ConfigurationChoice; readonly prepared: PreparedSend }
  | {
      readonly kind: 'ready';
      readonly choice: ConfigurationChoice;
      readonly prepared: PreparedSend;
      readonly messages: number;
      readonly requests: number;
      readonly asking?: Asking;
      /** Why the last try did not start; nothing was sent by it. */
      readonly notStarted?: ShownError;
    }
  | { readonly kind: 'recording'; readonly configurationName: string }
  | {
      readonly kind: 'not-confirmed';
      readonly configurationName: string;
      readonly sendId: string;
      readonly problem: ShownError;
    }
  | {
      readonly kind: 'scheduled';
      readonly configurationName: string;
      readonly messages: number;
      readonly schedule: Schedule;
      readonly sendId: string;
    }
  | {
      readonly kind: 'sending';
      readonly configurationName: string;
      readonly batches: readonly BatchProgress[];
      readonly answered: number;
      readonly sums: SendSums;
    }
  | {
      readonly kind: 'finished';
      readonly configurationName: string;
      readonly batches: readonly BatchProgress[];
      readonly sums: SendSums;
      readonly sendId: string;
      /** Why it ended early, or why the journal may lag behind what is shown. */
      readonly problems: readonly ShownError[];
    };

/** The one function from state to what is shown. */
export function toView(state: DialogState): SendOutboundView {
  switch (state.kind) {
    case 'loading':
    case 'failed':
      return state;
    case 'choosing':
      return state.configurations.length === 0
        ? { kind: 'no-configuration' }
        : { kind: 'choosing', choice: toChoice(state.configurations) };
    case 'reading':
      return { ...state, choice: toChoice(state.configurations, state.configuration) };
    case 'not-sendable':
      return {
        kind: 'not-sendable',
        choice: toChoice(state.configurations, state.configuration),
        errors: state.errors,
      };
    case 'prepared': {
      const choice = toChoice(state.configurations, state.configuration);
      const { prepared, asking, notStarted } = state;
      if (prepared.messages === 0) return { kind: 'nobody', choice, prepared };
      const requests = prepared.plan.batches.length;
      return { kind: 'ready', choice, prepared, messages: prepared.messages, requests, asking, notStarted };
    }
    case 'recording':
      return { kind: 'recording', configurationName: state.configuration.name };
    case 'not-confirmed': {
      const { kind, configuration, sendId, problem } = state;
      return { kind, configurationName: configuration.name, sendId, problem };
    }
    case 'scheduled': {
      const { configuration, prepared, schedule, sendId } = state;
      return {
        kind: 'scheduled',
        configurationName: configuration.name,
        messages: prepared.messages,
        schedule,
        sendId,
      };
    }
    case 'sending':
      return {
        kind: 'sending',
        configurationName: state.configuration.name,
        batches: state.batches,
        answered: state.batches.filter(isSettled).length,
        sums: toSums(state.prepared, state.batches),
      };
    case 'finished':
      return {
        kind: 'finished',
        configurationName: state.configuration.name,
        batches: state.batches,
        sums: toSums(state.prepared, state.batches),
        sendId: state.sendId,
        problems: state.problems,
      };
  }
}

/** Counts contacts by the state of their batch. What was called without an answer yet counts as unknown only at the end. */
export function toSums(prepared: PreparedSend, batches: readonly BatchProgress[]): SendSums {
  const contacts = (...states: readonly BatchProgress['state'][]): number =>
    batches.filter(({ state }) => states.includes(state)).reduce((sum, { contacts: count }) => sum + count, 0);
  return {
    audience: prepared.selected,
    accepted: contacts('accepted'),
    refused: contacts('refused'),
    unknown: contacts('unknown'),
    waiting: contacts('waiting', 'sending', 'throttled'),
    excluded: prepared.selected - prepared.messages,
  };
}

function isSettled({ state }: BatchProgress): boolean {
  return state === 'accepted' || state === 'refused' || state === 'unknown';
}

function toChoice(
  configurations: readonly OutboundConfiguration[],
  selected?: OutboundConfiguration,
): ConfigurationChoice {
  return {
    options: configurations.map(({ id, name, channelType, template }) => ({
      id,
      name,
      channel: channelType,
      templateName: template?.name,
    })),
    selectedId: selected?.id,
  };
}
