/** Room tests. Before the browser tests run side by side: is there a browser? And what tests of a sandbox share. */
import { BrowserMissingError, findBrowser } from '../support/browser';
import prepareSandboxes from '../support/prepareSandboxes';

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
  await prepareSandboxes();
}
