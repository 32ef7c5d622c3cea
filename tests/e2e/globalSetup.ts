/** Room tests. Finds (and unpacks, where needed) the browser once, before the browser tests run side by side. */
import { findBrowser } from '../support/browser';

export default function findBrowserOnce(): void {
  const found = findBrowser();
  process.stdout.write(`Browser tests use: ${found.source} (${found.executablePath})\n`);
}
