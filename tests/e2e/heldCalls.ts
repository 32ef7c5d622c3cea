/** Room tests. Calls of the outbound service that wait in the browser until the test lets them go, so that it decides what comes first. */
import type { Page } from 'playwright-core';

const ACTION = 'msdyn_InvokeOutboundAPI';

export class HeldCalls {
  private isOpen = false;
  private readonly held: { readonly page: Page; readonly letGo: () => void }[] = [];
  private waiting: (() => void)[] = [];

  /** From now on the calls of that page wait. */
  async of(page: Page): Promise<void> {
    await page.route(/\/\$batch$/, async (route, request) => {
      if (!this.isOpen && request.postData()?.includes(ACTION)) {
        await new Promise<void>((letGo) => {
          this.held.push({ page, letGo });
          for (const look of this.waiting.splice(0)) look();
        });
      }
      await route.continue();
    });
  }

  /** Resolves when a call of that page waits. */
  async untilOneWaits(page: Page): Promise<void> {
    while (!this.held.some((call) => call.page === page)) {
      await new Promise<void>((look) => this.waiting.push(look));
    }
  }

  /** Those that wait now go on; later ones wait. */
  letGo(): void {
    for (const call of this.held.splice(0)) call.letGo();
  }

  /** No call waits any more. */
  open(): void {
    this.isOpen = true;
    this.letGo();
  }
}
