/** Room tests. An app around scripts and pages: xrm-mock with our real texts. */
import './textEncoder';
import { XrmMockGenerator } from 'xrm-mock';
import { readResx } from './readResx';

/** Starts a fresh Xrm whose user reads English (1033), from left to right, unless told otherwise. */
export function initialiseXrm(lcid = 1033, isRTL = false): Xrm.XrmStatic {
  const xrm = XrmMockGenerator.initialise() as unknown as Xrm.XrmStatic;
  const texts = readResx(lcid);
  xrm.Utility.getResourceString = (webResource, key) => {
    if (webResource !== 'obm_/strings/outbound') throw new Error(`no such resource: ${webResource}`);
    return texts.get(key) as string;
  };
  Object.assign(XrmMockGenerator.context, {
    getClientUrl: () => 'https://contoso.test',
    userSettings: { isRTL, languageId: lcid, userId: '{6E0C9B6D-0000-4000-8000-000000000001}' },
  });
  return xrm;
}

/** Lets promise callbacks that are due run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
