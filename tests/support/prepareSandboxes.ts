/** Room tests. What tests of a sandbox share is made once, before they run side by side: its pages, and databases to copy. */
import { buildApp } from '../../sandbox/app/build';
import { ASSETS, makeTemplates } from './sandboxTemplate';

export default async function prepareSandboxes(): Promise<void> {
  await buildApp(ASSETS);
  await makeTemplates();
}
