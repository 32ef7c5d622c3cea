/** Room tests. The command line of a deployment, and what it shows on a terminal and elsewhere. */
import { readArguments, SANDBOX_URL } from '../../../solution/tools/deploy/commandLine';
import { toReporter } from '../../../solution/tools/deploy/reporter';

describe('readArguments', () => {
  it('goes to the sandbox without an address', () => {
    expect(readArguments([])).toMatchObject({ url: SANDBOX_URL, uninstall: false, timeoutMs: 3_600_000 });
  });

  it('takes an address as it is copied from a browser', () => {
    expect(readArguments(['--url', 'https://org.crm.dynamics.com/main.aspx?appid=1'])?.url).toBe(
      'https://org.crm.dynamics.com',
    );
  });

  it('takes the other options', () => {
    expect(readArguments(['--settings', 's.json', '--tenant', 'contoso.com', '--timeout', '5', 'x.zip'])).toMatchObject(
      { settings: 's.json', tenant: 'contoso.com', timeoutMs: 300_000, file: 'x.zip' },
    );
  });

  it('gives nothing when only help is asked for', () => {
    expect(readArguments(['--help'])).toBeUndefined();
  });

  it.each([
    ['an option that does not exist', ['--force']],
    ['a secret as an argument', ['--client-secret', 'x']],
    ['an address without https', ['--url', 'http://org.crm.dynamics.com']],
    ['another protocol on this machine', ['--url', 'ftp://localhost']],
    ['an address with a password', ['--url', 'https://me:secret@org.crm.dynamics.com']],
    ['something that is no address', ['--url', 'org']],
    ['two zips', ['a.zip', 'b.zip']],
    ['a time that is none', ['--timeout', 'soon']],
    ['consent to nothing', ['--yes']],
    ['settings for a removal', ['--uninstall', '--settings', 's.json']],
  ])('refuses %s', (_what, argv) => {
    expect(() => readArguments(argv)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });
});

describe('toReporter', () => {
  const show = (isTTY: boolean): string => {
    let shown = '';
    const reporter = toReporter({ isTTY, write: (text) => (shown += text) });
    reporter.say('Importing');
    for (const percent of [0, 49.6, 50, 100]) reporter.progress(percent);
    reporter.say('Done');
    return shown;
  };

  it('writes plain lines where there is no terminal, each percentage once', () => {
    expect(show(false)).toBe('Importing\n  0 %\n  50 %\n  100 %\nDone\n');
  });

  it('moves one bar on a terminal, and ends its line before the next', () => {
    const shown = show(true);
    expect(shown.split('\n')).toHaveLength(4);
    expect(shown).toContain(`[${'#'.repeat(15)}${'.'.repeat(15)}] 50 %`);
    expect(shown.endsWith('\nDone\n')).toBe(true);
  });
});
