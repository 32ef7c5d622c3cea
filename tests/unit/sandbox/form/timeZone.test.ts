/**
 * Room tests. Dates on forms in the time zone of the user's settings, wherever the browser is.
 * @jest-environment jsdom
 */
import * as React from 'react';
import { setIconOptions } from '@fluentui/react';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { FormPage } from '../../../../sandbox/app/form/FormPage';
import { formatAttribute, formatDateTime } from '../../../../sandbox/app/form/formatValue';
import { BROWSER_CLOCK } from '../../../../sandbox/app/host/clockTime';
import { createFormatting } from '../../../../sandbox/app/pcf/formatting';
import { FormController } from '../../../../sandbox/app/form/formController';
import { zoneOfCode } from '../../../../sandbox/dataverse/time/timeZone';
import { ROW_ID, cell, fakeServices, formXml, type FakeServices } from './builders';

setIconOptions({ disableWarnings: true });
afterEach(cleanup);

/** Seven hours ahead of UTC, and one (two in summer). */
const [JAKARTA, BERLIN] = [zoneOfCode(205), zoneOfCode(110)];
/** Ten hours behind UTC, and thirteen ahead. */
const [HAWAII, TONGA] = [2, 300];
const NINETEEN = '2026-03-10T19:00:00Z';

function servicesIn(timeZone = JAKARTA): FakeServices {
  const user = { id: '{AAAAAAAA-0000-0000-0000-000000000001}', name: 'Ada', languageId: 1033, isRtl: false, timeZone };
  const services = fakeServices({ user });
  services.row = { ...services.row, contoso_due: NINETEEN, contoso_day: '2026-03-10' };
  services.xml = formXml([cell('contoso_due'), cell('contoso_day')]);
  return services;
}

async function show(services: FakeServices): Promise<{ controller: FormController }> {
  render(React.createElement(FormPage, { services, table: 'contoso_order', id: ROW_ID }));
  await screen.findByRole('heading', { level: 1 });
  const controller = new FormController(() => ({ services, table: 'contoso_order' }));
  await controller.open(ROW_ID, undefined);
  return { controller };
}

const day = (name: string): string =>
  (screen.getByRole('combobox', { name: new RegExp(`^Label of ${name}`) }) as HTMLInputElement).value;
const timeField = (): HTMLInputElement => screen.getByLabelText(/, time$|^Time\b/i) as HTMLInputElement;
const save = (): void => void fireEvent.keyDown(screen.getByTestId('form'), { key: 's', ctrlKey: true });
const sentDue = async (services: FakeServices): Promise<unknown> => {
  await screen.findByText('- Saved');
  return services.sent.at(-1)?.body.contoso_due;
};

describe('A date on a form', () => {
  it('is that of the user, and a calendar day is the same everywhere', async () => {
    await show(servicesIn());
    expect([day('contoso_due'), timeField().value, day('contoso_day')]).toEqual([
      'Mar 11, 2026',
      '02:00',
      'Mar 10, 2026',
    ]);
  });

  it('that is a calendar day is that day for users on either side of the browser', async () => {
    for (const code of [HAWAII, TONGA]) {
      await show(servicesIn(zoneOfCode(code)));
      expect(day('contoso_day')).toBe('Mar 10, 2026');
      cleanup();
    }
  });

  it('is written as the instant at which clocks of the user show what was typed', async () => {
    const services = servicesIn();
    await show(services);
    fireEvent.change(timeField(), { target: { value: '09:30' } });
    save();
    expect(await sentDue(services)).toBe('2026-03-11T02:30:00Z');
  });

  it('keeps its time when another day is typed, across a change of the clocks', async () => {
    const services = servicesIn(BERLIN);
    await show(services);
    expect(timeField().value).toBe('20:00');
    const box = screen.getByRole('combobox', { name: /^Label of contoso_due/ });
    fireEvent.click(box);
    fireEvent.change(box, { target: { value: '2026-04-10' } });
    fireEvent.keyDown(box, { key: 'Enter', keyCode: 13, which: 13 });
    fireEvent.blur(box);
    expect([day('contoso_due'), timeField().value]).toEqual(['Apr 10, 2026', '20:00']);
    save();
    expect(await sentDue(services)).toBe('2026-04-10T18:00:00Z');
  });

  it('reads the same where it cannot be changed, on the timeline and in controls', async () => {
    const services = servicesIn();
    const { controller } = await show(services);
    const attribute = controller.session?.attributes.get('contoso_due');
    if (!attribute) throw new Error('The form has no such column.');
    expect(formatAttribute(attribute, services.user)).toMatch(/^Mar 11, 2026, 2:00.AM$/);
    expect(formatDateTime(new Date(NINETEEN), 1033, JAKARTA)).toMatch(/^Mar 11, 2026, 2:00.AM$/);
    const formatting = createFormatting(1033, JAKARTA ?? BROWSER_CLOCK) as Record<string, (date: Date) => Date>;
    const local = formatting.formatUTCDateTimeToUserDate?.(new Date(NINETEEN));
    expect(local?.toISOString()).toBe('2026-03-11T02:00:00.000Z');
    expect(formatting.formatUserDateTimeToUTC?.(local ?? new Date(0)).toISOString()).toBe('2026-03-10T19:00:00.000Z');
  });

  it("is the browser's while the settings name no zone", () => {
    const at = new Date(2026, 2, 10, 19, 5);
    expect(BROWSER_CLOCK.toLocal(at.getTime())).toBe(Date.UTC(2026, 2, 10, 19, 5));
    expect(BROWSER_CLOCK.toUtc(Date.UTC(2026, 2, 10, 19, 5))).toBe(at.getTime());
    expect(formatDateTime(at, 1033)).toMatch(/^Mar 10, 2026, 7:05.PM$/);
  });
});
