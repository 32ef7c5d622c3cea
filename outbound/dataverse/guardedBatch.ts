/**
 * Room outbound, dataverse. One `$batch` of two requests: change a row if it is still as it was read, then call an action.
 * Without a change set and without continue-on-error the platform stops at the first failure (Microsoft Learn, "Execute batch
 * operations using the Web API"), so the action runs at most once for one version of the row, however often the connection
 * delivers the request.
 */
import { applicationHttp } from './multipart';
import { MultipartBody } from './webApi';

/** A change of one row under its version, and the action behind it. */
export interface GuardedCall {
  /** Absolute address of the Web API's root, with a slash at its end. */
  readonly root: string;
  /** Row below the root, such as `obm_sendbatches(…)?$select=obm_state`. */
  readonly rowPath: string;
  readonly etag: string;
  readonly rowChange: Readonly<Record<string, unknown>>;
  readonly action: string;
  readonly actionBody: Readonly<Record<string, unknown>>;
}

/** @param boundary must not occur in the bodies; a random one does not. */
export function toGuardedBatch(call: GuardedCall, boundary: string): MultipartBody {
  const row = applicationHttp({
    method: 'PATCH',
    url: `${call.root}${call.rowPath}`,
    headers: { 'If-Match': call.etag, Prefer: 'return=representation' },
    body: call.rowChange,
  });
  const action = applicationHttp({ method: 'POST', url: `${call.root}${call.action}`, body: call.actionBody });
  const lines = [`--${boundary}`, ...row, `--${boundary}`, ...action, `--${boundary}--`, ''];
  return new MultipartBody(boundary, lines.join('\r\n'));
}
