/**
 * Room tests. The app as its users name it: areas, pages, views, commands, fields. Every look-up goes by role and
 * accessible name, so what a screen reader cannot find these tests cannot find either.
 */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { APP } from '../support/sandbox';
import { fillIn, pick } from '../support/fields';
import { otherRows } from './onScreen';

/** How long a person would wait for something to appear. */
const PATIENCE_MS = 10_000;

export class App {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  async open(): Promise<void> {
    this.page.setDefaultTimeout(PATIENCE_MS);
    await this.page.goto(`${this.url}/main.aspx?appname=${APP}`);
    await this.heading().waitFor();
  }

  /** Title of the open page. */
  heading(): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 1 }).first();
  }

  async area(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /^Change area:/ }).click();
    await this.page.getByRole('menuitemcheckbox', { name, exact: true }).click();
  }

  /** Opens a page of the site map by its title. */
  async subarea(name: string): Promise<void> {
    const link = this.page.getByRole('navigation', { name: 'Site map' }).getByRole('link', { name, exact: true });
    await link.click();
    await link.and(this.page.locator('[aria-current=page]')).waitFor();
  }

  async view(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Select a view' }).click();
    await otherRows(this.page, () => this.page.getByRole('menuitemcheckbox', { name, exact: true }).click());
    await this.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  }

  async command(name: string): Promise<void> {
    await this.page
      .getByRole('menubar', { name: 'Commands' })
      .first()
      .getByRole('menuitem', { name, exact: true })
      .click();
  }

  async rowsPerPage(count: number): Promise<void> {
    const choice = this.page.getByRole('combobox', { name: /rows per page/i });
    const option = this.page.getByRole('option', { name: String(count), exact: true });
    await otherRows(this.page, () => pick(choice, option));
  }

  /** Narrows the grid by the quick search. */
  async search(text: string): Promise<void> {
    const box = this.page.getByRole('searchbox', { name: 'Filter by keyword' });
    await fillIn(box, text);
    await otherRows(this.page, () => box.press('Enter'));
  }

  async openRow(table: string, id: string): Promise<void> {
    await this.page.goto(`${this.url}/main.aspx?appname=${APP}&pagetype=entityrecord&etn=${table}&id=${id}`);
    await this.heading().waitFor();
  }

  async selectAllOnPage(): Promise<void> {
    await this.page.getByRole('checkbox', { name: 'Select all rows on this page' }).click();
  }

  /** Types into a lookup and takes the suggestion with that very name. */
  async lookup(field: string, value: string, scope: Page | Locator = this.page): Promise<void> {
    const box = scope.getByRole('combobox', { name: field });
    await fillIn(box, value);
    await this.page.getByRole('option', { name: value }).first().click();
  }

  async choose(field: string, option: string, scope: Page | Locator = this.page): Promise<void> {
    await pick(
      scope.getByRole('combobox', { name: field, exact: true }),
      this.page.getByRole('option', { name: option, exact: true }),
    );
  }

  /** The page inside the open web resource dialog. */
  dialogPage(): FrameLocator {
    return this.page.getByRole('dialog').frameLocator('iframe');
  }

  /** The web resource shown in the main area. */
  mainPage(): FrameLocator {
    return this.page.getByRole('main').frameLocator('iframe');
  }

  /** Picks a configuration in the Send outbound dialog. */
  async pickConfiguration(name: string): Promise<void> {
    const dialog = this.dialogPage();
    const option = dialog.getByRole('option', { name: new RegExp(`^${name}`) });
    await pick(dialog.getByRole('combobox', { name: 'Outbound configuration' }), option);
  }

  /** Messages the customer of the open form, and closes the dialog. */
  async sendOne(configuration: string): Promise<void> {
    await this.command('Send outbound');
    await this.pickConfiguration(configuration);
    const dialog = this.dialogPage();
    await dialog.getByRole('button', { name: 'Send 1 message in 1 request' }).click();
    await dialog.getByRole('button', { name: 'Yes, send' }).click();
    await this.outcome();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  }

  /** The sums of the outcome screen, by label. */
  async outcome(): Promise<Record<string, number>> {
    const dialog = this.dialogPage();
    await dialog.getByRole('heading', { level: 1, name: /^Result:/ }).waitFor();
    const labels = await dialog.locator('dl.sums dt').allTextContents();
    const values = await dialog.locator('dl.sums dd').allTextContents();
    return Object.fromEntries(labels.map((label, index) => [label, Number(values[index]?.replace(/\D/g, ''))]));
  }
}
