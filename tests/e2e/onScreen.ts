/** Room tests. What is on the screen: whether it has come to rest, what does not fit, which texts are shown. */
import type { Frame, Page } from 'playwright-core';

/** Resolves when nothing is loading or moving any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  for (const frame of page.frames()) {
    await frame.waitForFunction(
      () =>
        document.querySelector('[aria-busy="true"], .ms-Spinner, .host-starting') === null &&
        document.getAnimations().every((animation) => animation.playState !== 'running'),
    );
  }
}

/** Does what makes the main grid ask for other rows, and waits until it shows them: it keeps the old ones meanwhile. */
export async function otherRows(page: Page, act: () => Promise<void>): Promise<void> {
  await Promise.all([page.waitForResponse((answer) => answer.url().includes('?fetchXml=')), act()]);
  await page.getByRole('main').locator('.grid[aria-busy=false]').first().waitFor();
}

/** Runs a check in the page and in every frame inside it. */
export async function inFrames<T>(page: Page, check: (frame: Frame) => Promise<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for (const frame of page.frames()) found.push(...(await check(frame)));
  return found;
}

/**
 * What a person cannot get at, in words: a document wider than its window, and buttons, links and fields that cannot be
 * brought where a finger reaches them. A box that scrolls by itself, like a grid, may be wider inside.
 */
export const outOfReach = (page: Page): Promise<string[]> =>
  inFrames(page, (frame) =>
    frame.evaluate(() => {
      const root = document.documentElement;
      const found: string[] = [];
      if (root.scrollWidth > root.clientWidth) found.push(`document: ${root.scrollWidth} > ${root.clientWidth} px`);
      const scope = document.querySelector('.ms-Modal [role=dialog], [role=dialog]') ?? document.body;
      for (const element of scope.querySelectorAll<HTMLElement>('button, a[href], input, textarea, select, summary')) {
        const isShown =
          element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.offsetWidth > 1;
        const isHidden = element.closest('[aria-hidden=true]') !== null;
        // Links that appear with the focus stand outside until then.
        if (!isShown || isHidden || element.matches('[class*=skip]')) continue;
        element.scrollIntoView({ block: 'center', inline: 'center' });
        const box = element.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const isReached = hit !== null && (element.contains(hit) || covers(hit, element));
        if (isReached) continue;
        const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
        const place = `at ${Math.round(box.left)}, ${Math.round(box.top)}`;
        found.push(`${element.tagName.toLowerCase()} "${name}" ${place}, under ${hit?.outerHTML.slice(0, 80)}`);
      }
      return found;

      /** A label, or the drawn box of a field, answers for it. */
      function covers(hit: Element, element: HTMLElement): boolean {
        const field = element as HTMLInputElement;
        return (
          [...(field.labels ?? [])].some((label) => label.contains(hit)) ||
          (element.parentElement?.contains(hit) ?? false)
        );
      }
    }),
  );

/** Every text a person sees or hears: text, names, titles and placeholders, without blanks around them. */
export const shownTexts = (page: Page): Promise<string[]> =>
  inFrames(page, (frame) =>
    frame.evaluate(() => {
      const texts = new Set<string>();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent !== null && !parent.matches('script, style, noscript') && parent.checkVisibility())
          texts.add(node.textContent?.trim() ?? '');
      }
      for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
        for (const name of ['aria-label', 'title', 'placeholder']) texts.add(element.getAttribute(name)?.trim() ?? '');
      }
      texts.delete('');
      return [...texts];
    }),
  );

/**
 * Sentences in Latin letters whose last mark does not follow their last letter, as happens when a text is laid out from
 * right to left against its own direction. Looks at texts on the screen inside the elements that the selector names.
 */
export const turnedRound = (frame: Frame, selector: string): Promise<string[]> =>
  frame.evaluate((scope) => {
    const found: string[] = [];
    for (const root of document.querySelectorAll(scope)) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const text = node.textContent ?? '';
        const end = /[A-Za-z][.:)?!…]+\s*$/.exec(text);
        if (end === null || node.parentElement?.checkVisibility() !== true) continue;
        const letter = boxOf(node, end.index);
        const mark = boxOf(node, end.index + 1);
        if (letter.top === mark.top && letter.width > 0 && mark.left < letter.left) found.push(text.trim());
      }
    }
    return found;

    function boxOf(node: Node, index: number): DOMRect {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      return range.getBoundingClientRect();
    }
  }, selector);

/** Where the keyboard is, through frames. */
export interface Focus {
  readonly name: string;
  readonly role: string;
  /** Something is drawn around it or under it. */
  readonly isVisible: boolean;
}

export const readFocus = (page: Page): Promise<Focus> =>
  page.evaluate(() => {
    let element: Element = document.activeElement ?? document.body;
    while (element instanceof HTMLIFrameElement && element.contentDocument?.activeElement)
      element = element.contentDocument.activeElement;
    const view = element.ownerDocument.defaultView ?? window;
    const labelled = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' ')
      .trim();
    const isDrawn = (style: CSSStyleDeclaration): boolean =>
      (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    const after = view.getComputedStyle(element, '::after');
    const isAfterDrawn = after.content !== 'none' && (isDrawn(after) || parseFloat(after.borderTopWidth) > 0);
    return {
      name: element.getAttribute('aria-label') ?? (labelled || (element.textContent ?? '').trim()),
      role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
      isVisible: isDrawn(view.getComputedStyle(element)) || isAfterDrawn,
    };
  });
