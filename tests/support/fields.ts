/**
 * Room tests. Fills in fields as a person does, who sees where the focus is. What closes gives the focus back a moment later
 * (Fluent's drop-downs and dialogs do); a program is fast enough to type into another field before that, and its text is lost.
 */
import type { Locator } from 'playwright-core';
import { eventually } from './eventually';

/** Types until the field says so. */
export const fillIn = async (field: Locator, text: string): Promise<void> =>
  void (await eventually(
    async () => {
      await field.fill(text);
      return field.inputValue();
    },
    (value) => value === text,
  ));

/** Waits until the focus is there, or inside. */
export const hasFocus = async (element: Locator): Promise<void> =>
  void (await eventually(
    () => element.evaluate((node) => node.contains(document.activeElement)),
    (isThere) => isThere,
  ));

/** Picks from a drop-down, and waits until it has closed and has the focus again. */
export async function pick(dropdown: Locator, option: Locator): Promise<void> {
  await dropdown.click();
  await option.click();
  await hasFocus(dropdown);
}
