/** Room webresources/pages. The files of a send's export. */
import type { WebApiHttp } from '../../../outbound/dataverse/webApi';

/** A file for the user. */
export interface ExportFile {
  readonly name: string;
  readonly content: Blob;
}

export interface ExportHost {
  readonly http: WebApiHttp;
  readonly clock: () => Date;
  readonly person: string;
}

export async function exportSend(
  host: ExportHost,
  sendId: string,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ExportFile[]> {
  throw new Error(`${sendId} ${String(host)} ${String(onProgress)}`);
}
