/** Room plugins-ts. Every handler that the webhook host serves. */
import type { Handler } from '../handler';
import { guardSend } from './send.update';
import { guardSendBatch } from './sendBatch.update';

export const HANDLERS: readonly Handler[] = [guardSend, guardSendBatch];
