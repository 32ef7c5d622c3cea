/** Room tests. A page that hears of changes. */
import { listenForEvents } from '../../../sandbox/eventListener';

/** A stream whose events the test gives. Without a server: when it opens is what these tests are about. */
class GivenEventSource extends EventTarget {
  static opened: GivenEventSource[] = [];
  isClosed = false;
  constructor(readonly url: string) {
    super();
    GivenEventSource.opened.push(this);
  }
  close(): void {
    this.isClosed = true;
  }
}

const global = globalThis as { EventSource?: unknown };
const before = global.EventSource;
let heard: (readonly string[] | undefined)[];
let stop: () => void;
let source: GivenEventSource;

beforeEach(() => {
  global.EventSource = GivenEventSource;
  GivenEventSource.opened = [];
  heard = [];
  stop = listenForEvents('/changes', 'topics', (names) => heard.push(names));
  source = GivenEventSource.opened[0] as GivenEventSource;
});
afterEach(() => {
  global.EventSource = before;
});

describe('listenForEvents', () => {
  it('says that anything may have changed when it begins to hear: the page asked before that', () => {
    expect(heard).toStrictEqual([]);
    source.dispatchEvent(new Event('open'));
    expect(heard).toStrictEqual([undefined]);
  });

  it('says so again when the connection was lost and found', () => {
    source.dispatchEvent(new Event('open'));
    source.dispatchEvent(new Event('error'));
    source.dispatchEvent(new Event('open'));
    expect(heard).toStrictEqual([undefined, undefined]);
  });

  it('names what changed', () => {
    source.dispatchEvent(new MessageEvent('changed', { data: JSON.stringify({ topics: ['clock', 'faults'] }) }));
    expect(heard).toStrictEqual([['clock', 'faults']]);
  });

  it('is over when it is stopped', () => {
    stop();
    expect(source.isClosed).toBe(true);
  });
});
