/** Room webresources/pages. The states the Send outbound dialog goes through, as data. */
import type { OutboundConfiguration, MessageTemplate } from '../../gateways/templates';
import type { Schedule } from '../../../outbound/sends/schedule';
import type { ShownError } from '../../strings/errorText';
import type { OfferedFields } from '../scheduleFields';
import type { PreparedSend } from './prepareSend';

export type { ShownError };

/** One request of a send as the user follows it. `waiting` and `throttled` have not reached the service. */
export interface BatchProgress {
  readonly index: number;
  readonly contacts: number;
  readonly state: 'waiting' | 'sending' | 'throttled' | 'accepted' | 'refused' | 'unknown';
  readonly error?: ShownError;
}

interface WithConfigurations {
  readonly configurations: readonly OutboundConfiguration[];
}

interface WithConfiguration extends WithConfigurations {
  readonly configuration: OutboundConfiguration;
}

interface WithPlan extends WithConfiguration {
  readonly template: MessageTemplate;
  readonly prepared: PreparedSend;
}

interface WithSend extends WithPlan {
  readonly sendId: string;
  readonly batches: readonly BatchProgress[];
}

/** The one question before a send, or before one that is written now and starts later. */
export type Asking = { readonly kind: 'now' } | { readonly kind: 'later'; readonly fields: OfferedFields };

export type DialogState =
  | { readonly kind: 'loading' }
  /** The first reading failed. Without a selection there is nothing to try again. */
  | { readonly kind: 'failed'; readonly errors: readonly ShownError[]; readonly mayRetry: boolean }
  | ({ readonly kind: 'choosing' } & WithConfigurations)
  | ({ readonly kind: 'reading'; readonly asked: number; readonly selected: number } & WithConfiguration)
  | ({ readonly kind: 'not-sendable'; readonly errors: readonly ShownError[] } & WithConfiguration)
  | ({ readonly kind: 'prepared'; readonly asking?: Asking; readonly notStarted?: ShownError } & WithPlan)
  | ({ readonly kind: 'recording' } & WithPlan)
  /** Written, and whether it goes out is not known: sending again could message everybody twice. */
  | ({ readonly kind: 'not-confirmed'; readonly sendId: string; readonly problem: ShownError } & WithPlan)
  /** Written, and waiting for its time. */
  | ({ readonly kind: 'scheduled'; readonly sendId: string; readonly schedule: Schedule } & WithPlan)
  | ({ readonly kind: 'sending' } & WithSend)
  | ({ readonly kind: 'finished'; readonly problems: readonly ShownError[] } & WithSend);
