/** Room tests. What the browser tests share is made once, before they run side by side: the browser, and the pages of the sandbox. */
import { resolve } from 'node:path';
import { buildApp } from '../../sandbox/app/build';
import { BrowserMissingError, findBrowser } from '../support/browser';

export default async function prepareOnce(): Promise<void> {
  try {
    const found = findBrowser();
    process.stdout.write(`Browser tests use: ${found.source} (${found.executablePath})\n`);
  } catch (error) {
    if (!(error instanceof BrowserMissingError)) throw error;
    // One line says it all; jest would print a stack around it.
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  await buildApp(resolve(__dirname, '../../dist/sandbox'));
}
