/**
 * Room solution, deploy. Tells a person what happens: a bar that moves on a terminal, plain lines everywhere else.
 */

export interface Reporter {
  /** A line of its own. */
  say(text: string): void;
  /** @param percent 0 to 100. */
  progress(percent: number): void;
}

/** What is asked of an output; `process.stdout` has it. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 30;
const CLEAR_LINE = '\r\u001b[2K';

/** Writes to an output; on a terminal the bar is one line that is written over. */
export function toReporter(output: Output): Reporter {
  let shown: number | undefined;
  const endBar = (): void => {
    if (shown !== undefined && output.isTTY) output.write('\n');
    shown = undefined;
  };
  return {
    say(text) {
      endBar();
      output.write(`${text}\n`);
    },
    progress(percent) {
      const whole = Math.max(0, Math.min(100, Math.round(percent)));
      if (whole === shown) return;
      shown = whole;
      if (!output.isTTY) {
        output.write(`  ${whole} %\n`);
        return;
      }
      const filled = Math.round((whole / 100) * WIDTH);
      output.write(`${CLEAR_LINE}  [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${whole} %`);
    },
  };
}

/** Says nothing. */
export const SILENT: Reporter = { say: () => undefined, progress: () => undefined };
