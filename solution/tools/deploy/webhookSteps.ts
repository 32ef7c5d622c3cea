/**
 * Room solution, deploy. The steps that call our webhook, as data: one for each handler of the room plugins-ts. A test compares both.
 * Ids are fixed, so that a second deployment finds what the first has made.
 */

/** Id of the row of `serviceendpoint`. */
export const ENDPOINT_ID = '5b0f6c0e-6a4f-4d39-9b53-2f0b7d1c8a01';

export interface WebhookStep {
  readonly id: string;
  readonly imageId: string;
  readonly name: string;
  readonly table: string;
  readonly message: 'Create' | 'Update' | 'Delete';
  readonly mode: 'synchronous' | 'asynchronous';
  /** Update: columns whose change calls the webhook. */
  readonly columns: readonly string[];
  /** Columns of the row before the change that the webhook is told. */
  readonly preImageColumns: readonly string[];
}

export const WEBHOOK_STEPS: readonly WebhookStep[] = [
  {
    id: '5b0f6c0e-6a4f-4d39-9b53-2f0b7d1c8a02',
    imageId: '5b0f6c0e-6a4f-4d39-9b53-2f0b7d1c8a03',
    name: 'Outbound Messaging: a send moves as its states allow',
    table: 'obm_send',
    message: 'Update',
    mode: 'synchronous',
    columns: ['obm_state'],
    preImageColumns: ['obm_state'],
  },
  {
    id: '5b0f6c0e-6a4f-4d39-9b53-2f0b7d1c8a04',
    imageId: '5b0f6c0e-6a4f-4d39-9b53-2f0b7d1c8a05',
    name: 'Outbound Messaging: a batch moves as its states allow',
    table: 'obm_sendbatch',
    message: 'Update',
    mode: 'synchronous',
    columns: ['obm_state', 'obm_contactlist', 'obm_hash', 'obm_contactcount'],
    preImageColumns: ['obm_state', 'obm_hash', 'obm_contactcount'],
  },
];
