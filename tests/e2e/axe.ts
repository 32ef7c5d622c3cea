/** Room tests. What axe-core finds on a page, in the main frame and in every frame inside it. */
import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * WCAG 2.0 to 2.2, levels A and AA, and good practices: landmarks told apart, one main part, fields with a label of their
 * own.
 */
const OPTIONS: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  rules: {
    'landmark-unique': { enabled: true },
    'landmark-one-main': { enabled: true },
    'label-title-only': { enabled: true },
  },
  resultTypes: ['violations'],
  // Frames are asked one by one: axe in a page reaches only frames that have axe too.
  iframes: false,
};

/** One line for each element that breaks a rule: where, which rule, what is wrong. Empty when all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) found.push(...(await findingsOf(frame)));
  return found;
}

async function findingsOf(frame: Frame): Promise<string[]> {
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate<AxeResults, RunOptions>(async (options) => {
    const { axe } = window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } };
    const moving = () =>
      document
        .getAnimations()
        .filter(
          ({ effect, playState }) => playState !== 'finished' && effect?.getComputedTiming().endTime !== Infinity,
        );
    let hasMoved = false;
    const onMove = () => {
      hasMoved = true;
    };
    document.addEventListener('animationstart', onMove);
    // Fluent fades rows in, some of them later than others; half way their contrast is nobody's to read.
    for (;;) {
      for (let all = moving(); all.length > 0; all = moving()) {
        await Promise.all(all.map(({ finished }) => finished.catch(() => undefined)));
      }
      hasMoved = false;
      const results = await axe.run(options);
      if (hasMoved || moving().length > 0) continue;
      document.removeEventListener('animationstart', onMove);
      return results;
    }
  }, OPTIONS);
  const place = new URL(frame.url()).pathname;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${place}: ${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}
