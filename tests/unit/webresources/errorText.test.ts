/** Room tests. What went wrong, in the user's language. */
import { SlugReservedError } from '../../../outbound/contactList/wire';
import { RunnerSettingInvalidError } from '../../../outbound/dataverse/runnerSettings';
import { BudgetClockError, BudgetUnavailableError } from '../../../outbound/sends/budget/budgetErrors';
import { ensureTexts } from '../../../webresources/gateways/texts';
import { toShown, toShownError } from '../../../webresources/strings/errorText';
import { readResx } from './readResx';
import { initialiseXrm } from './xrmHost';

describe('an error that is shown', () => {
  const indonesian = readResx(1057);
  beforeAll(async () => {
    const xrm = initialiseXrm();
    xrm.Utility.getResourceString = ((_name: string, key: string) => indonesian.get(key) ?? null) as never;
    await ensureTexts();
  });

  it('is a sentence of the user’s language', () => {
    expect(toShownError(new BudgetUnavailableError())).toEqual({
      code: 'budget-unavailable',
      message: indonesian.get('errorBudgetUnavailable'),
    });
  });

  it('names what only the error knows', () => {
    expect(toShownError(new BudgetClockError(17)).message).toContain('lebih cepat 17 menit');
    expect(toShownError(new RunnerSettingInvalidError('obm_RequestLimit', 'a number')).message).toContain(
      'obm_RequestLimit',
    );
    expect(toShownError(new SlugReservedError('optin')).message).toContain('{optin}');
  });

  it('keeps the server’s own words for a code that has no text', () => {
    expect(toShown('0x80040265', 'Server said no.')).toEqual({ code: '0x80040265', message: 'Server said no.' });
  });
});
