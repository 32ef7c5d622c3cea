/** Room webresources/pages. What a person can do in the dialog Send outbound. */
import type { ScheduleFields } from '../scheduleFields';

export interface SendOutboundActions {
  /** Reads settings and configurations again, after it failed. */
  readonly readAgain: () => void;
  readonly choose: (configurationId: string) => void;
  readonly askToSend: () => void;
  readonly askForTime: () => void;
  readonly changeTime: (times: Partial<ScheduleFields>) => void;
  readonly goBack: () => void;
  readonly send: () => void;
  /** Writes the send for its time. */
  readonly schedule: () => void;
  /** Goes on with the requests that were never made. */
  readonly sendWaiting: () => void;
  readonly openSend: (sendId: string) => void;
}
