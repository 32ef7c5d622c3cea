/** Room webresources/pages. Why a send cannot begin; messages are already in the user's language. */
import { OutboundError } from '../../../outbound/errors';
import { text } from '../../gateways/texts';

/** The dialog was opened without rows, or they were stored in another tab. */
export class SelectionMissingError extends OutboundError {
  override readonly name = 'SelectionMissingError';
  readonly code = 'selection-missing';
  constructor() {
    super(text('errorSelectionMissing'));
  }
}

/** No recipient source is known for the table. */
export class TableNotSupportedError extends OutboundError {
  override readonly name = 'TableNotSupportedError';
  readonly code = 'table-not-supported';
  constructor(readonly table: string) {
    super(text('errorTableNotSupported', table));
  }
}

/** The configuration has no message template, or it was deleted since: the platform only empties the lookup. */
export class TemplateMissingError extends OutboundError {
  override readonly name = 'TemplateMissingError';
  readonly code = 'template-missing';
  constructor() {
    super(text('errorTemplateMissing'));
  }
}

/** Configuration or template are no longer what the user saw before confirming. */
export class ChangedSincePreviewError extends OutboundError {
  override readonly name = 'ChangedSincePreviewError';
  readonly code = 'changed-since-preview';
  constructor() {
    super(text('errorChanged'));
  }
}
