/** Room sandbox/app. The timeline of a row: a feed of the activities regarding it. */
import * as React from 'react';
import { Icon, IconButton, Link, Spinner } from '@fluentui/react';
import { messageOf } from './errors';
import { clockOf } from '../host/clockTime';
import { formatDateTime } from './formatValue';
import type { FormSession } from './formSession';
import type { TimelineControl } from './hostedControls';
import type { TitlePlace } from './titlePlace';
import { HEAD_CLASSES } from './titlePlace';
import { openRow } from './openRows';
import type { TimelineItem } from './timelineModel';
import { activityTypes, readTimeline } from './timelineModel';

interface Props {
  control: TimelineControl;
  title: TitlePlace;
  session: FormSession;
}

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly items: readonly TimelineItem[] };

const MOST_ITEMS = 200;

const ICONS: Readonly<Record<string, string>> = {
  email: 'Mail',
  phonecall: 'Phone',
  task: 'TaskLogo',
  appointment: 'Calendar',
};

export function Timeline({ control, session, title }: Props): React.ReactElement {
  const { services, id } = session;
  const [count, setCount] = React.useState(0);
  const state = useTimeline(session, control, count + control.refreshCount);
  React.useEffect(
    // Whoever writes an activity tells the shell, and the timeline follows.
    () =>
      services.onRowsChanged?.((table) => {
        if (table === 'activitypointer') setCount((one) => one + 1);
      }),
    [services],
  );
  const titleId = `${session.uid}-timeline`;
  return (
    // Under the heading of its section, the section is the landmark; a second one of that name would only be in the way.
    <section aria-labelledby={title === 'beside' ? undefined : titleId} data-control={control.name}>
      <div className={`${HEAD_CLASSES[title]}${title === 'beside' ? ' mda-beside-icon' : ''}`}>
        <h3 className={title === 'shown' ? 'mda-sub-title' : 'mda-hidden'} id={titleId}>
          {control.label || session.text('timeline')}
        </h3>
        <IconButton
          ariaLabel={session.text('refreshTimeline')}
          disabled={!id}
          iconProps={{ iconName: 'Refresh' }}
          onClick={() => {
            setCount((one) => one + 1);
          }}
          title={session.text('refreshTimeline')}
        />
      </div>
      {!id && <div className="mda-note">{session.text('saveFirstTimeline')}</div>}
      {id && state.kind === 'loading' && <Spinner label={session.text('loadingActivities')} />}
      {state.kind === 'failed' && (
        <div className="mda-note" role="alert">
          {session.text('timelineFailed', state.message)}
        </div>
      )}
      {state.kind === 'ready' && state.items.length === 0 && (
        <div className="mda-note" role="status">
          {session.text('noActivities')}
        </div>
      )}
      {state.kind === 'ready' && state.items.length > 0 && (
        <Feed items={state.items} session={session} titleId={titleId} />
      )}
    </section>
  );
}

function useTimeline(session: FormSession, control: TimelineControl, version: number): State {
  const { services, id } = session;
  const [state, setState] = React.useState<State>({ kind: 'loading' });
  const shown = React.useRef<string | undefined>(undefined);
  React.useEffect(() => {
    let isGone = false;
    // A refresh keeps what is there until the answer comes.
    if (shown.current !== id) setState({ kind: 'loading' });
    if (!id) return undefined;
    readTimeline(services, id, activityTypes(control.model.parameters), MOST_ITEMS).then(
      (items) => {
        if (isGone) return;
        shown.current = id;
        setState({ kind: 'ready', items });
      },
      (error: unknown) => {
        if (!isGone) setState({ kind: 'failed', message: messageOf(error) });
      },
    );
    return () => {
      isGone = true;
    };
  }, [services, id, control, version]);
  return state;
}

interface FeedProps {
  items: readonly TimelineItem[];
  session: FormSession;
  titleId: string;
}

function Feed({ items, session, titleId }: FeedProps): React.ReactElement {
  const { services } = session;
  return (
    <div aria-labelledby={titleId} className="mda-timeline" role="feed">
      {items.map((item, index) => (
        <article
          aria-labelledby={`${titleId}-${item.id}`}
          aria-posinset={index + 1}
          aria-setsize={items.length}
          className="mda-activity"
          data-table={item.table}
          key={item.id}
          tabIndex={0}
        >
          <div aria-hidden className="mda-activity-icon">
            <Icon iconName={ICONS[item.table] ?? 'Message'} />
          </div>
          <div className="mda-activity-body">
            <div className="mda-activity-head">
              <span>{item.typeLabel}</span>
              {item.owner !== '' && <span dir="auto">{item.owner}</span>}
              {item.when && (
                <time dateTime={item.when.toISOString()}>
                  {formatDateTime(item.when, services.user.languageId, clockOf(services.user))}
                </time>
              )}
              {item.status !== '' && <span>{item.status}</span>}
            </div>
            <h4 id={`${titleId}-${item.id}`}>
              <Link
                onClick={() => {
                  openRow(services, { entityType: item.table, id: item.id });
                }}
              >
                <span dir="auto">{item.subject}</span>
              </Link>
            </h4>
            {item.text !== '' && <p dir="auto">{item.text}</p>}
          </div>
        </article>
      ))}
    </div>
  );
}
