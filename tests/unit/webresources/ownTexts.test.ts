/** Room tests. A script whose app has not loaded the texts reads them itself. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type * as Texts from '../../../webresources/gateways/texts';
import { initialiseXrm } from './xrmHost';

const STRINGS = resolve(__dirname, '../../../webresources/strings');
const readFile = (asked: string[]) => async (address: string) => {
  asked.push(address);
  return /\.(1033|1057)\.resx$/.test(address) ? readFileSync(resolve(STRINGS, basename(address)), 'utf8') : undefined;
};

/** The module keeps what it read, so each test gets its own. */
const freshTexts = (): Promise<typeof Texts> => {
  jest.resetModules();
  return import('../../../webresources/gateways/texts');
};

describe('the texts of a page', () => {
  it('come from the app when it has them', async () => {
    initialiseXrm(1057);
    const { ensureTexts, text } = await freshTexts();
    const asked: string[] = [];
    await ensureTexts(readFile(asked));
    expect([text('goBack'), asked]).toEqual(['Kembali', []]);
  });

  it.each([
    ['gives null', () => null],
    [
      'refuses',
      () => {
        throw new Error('not loaded');
      },
    ],
  ])('come from the file of the user’s language when the app %s', async (_how, getResourceString) => {
    initialiseXrm(1057).Utility.getResourceString = getResourceString as never;
    const { ensureTexts, text } = await freshTexts();
    const asked: string[] = [];
    await ensureTexts(readFile(asked));
    expect([text('goBack'), asked]).toEqual([
      'Kembali',
      ['https://contoso.test/WebResources/obm_/strings/outbound.1057.resx'],
    ]);
  });

  it('are English for a language without a file', async () => {
    const { Utility } = initialiseXrm();
    Utility.getResourceString = (() => null) as never;
    Utility.getGlobalContext().userSettings.languageId = 1036;
    const { ensureTexts, text, textLanguage } = await freshTexts();
    await ensureTexts(readFile([]));
    expect([text('messageOther', 1200), textLanguage()]).toEqual(['1,200 messages', 'en']);
  });
});
