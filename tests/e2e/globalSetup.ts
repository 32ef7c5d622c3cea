/** Room tests. Finds (and unpacks, where needed) the browser once, before the browser tests run side by side. */
import { BrowserMissingError, findBrowser } from '../support/browser';

export default function findBrowserOnce(): void {
  try {
    const found = findBrowser();
    process.stdout.write(`Browser tests use: ${found.source} (${found.executablePath})\n`);
  } catch (error) {
    if (!(error instanceof BrowserMissingError)) throw error;
    // One line says it all; jest would print a stack around it.
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
