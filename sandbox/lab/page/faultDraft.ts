/** Room sandbox/lab, browser side. What the form for a fault holds, and the order that it makes. Pure. */
import type { FaultKind } from '../faults/faultOrder';
import { typedNumber } from './display';

export const FAULT_TARGETS = ['action', 'operation', 'path'] as const;
export const FAULT_TIMES = ['count', 'every', 'chance'] as const;

/** As typed. */
export interface FaultDraft {
  readonly kind: FaultKind;
  readonly target: (typeof FAULT_TARGETS)[number];
  /** Empty: any. */
  readonly method: string;
  readonly set: string;
  readonly message: string;
  readonly path: string;
  readonly when: (typeof FAULT_TIMES)[number];
  readonly atCall: string;
  readonly every: string;
  readonly percent: string;
  readonly seed: string;
  readonly times: string;
  readonly delayMs: string;
  readonly retryAfterSeconds: string;
}

export const NEW_DRAFT: FaultDraft = {
  kind: 'delay',
  target: 'action',
  method: '',
  set: '',
  message: '',
  path: '/api/data/*',
  when: 'count',
  atCall: '1',
  every: '5',
  percent: '10',
  seed: '1',
  times: '1',
  delayMs: '1000',
  retryAfterSeconds: '5',
};

function operationOf({ target, method, set, message, path }: FaultDraft): Readonly<Record<string, string>> | undefined {
  if (target === 'action') return undefined;
  const named = target === 'operation' ? { method, set, message } : { method, path };
  return Object.fromEntries(
    Object.entries(named)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
}

/** The order in JSON; numbers that are none stay texts, which the lab refuses. */
export function toOrder(draft: FaultDraft): Readonly<Record<string, unknown>> {
  const { kind, when } = draft;
  const percent = typedNumber(draft.percent);
  return {
    kind,
    operation: operationOf(draft),
    ...(when === 'count' ? { atCall: typedNumber(draft.atCall) } : {}),
    ...(when === 'every' ? { atCall: typedNumber(draft.every), every: typedNumber(draft.every) } : {}),
    ...(when === 'chance'
      ? { rate: typeof percent === 'number' ? percent / 100 : (percent ?? 0), seed: typedNumber(draft.seed) }
      : {}),
    times: typedNumber(draft.times) ?? (when === 'count' ? undefined : null),
    ...(kind === 'delay' ? { delayMs: typedNumber(draft.delayMs) } : {}),
    ...(kind === 'throttle' ? { retryAfterSeconds: typedNumber(draft.retryAfterSeconds) } : {}),
  };
}
