/**
 * Room sandbox/app. What lies over a page: the stack of dialogs, the progress indicator and the global notifications.
 * State only; dialogs/ draws it.
 */
import type { EntityReference, NavigationOptions, PageInput } from '../contracts';
import { createStore, type Store } from './store';

interface DialogSize {
  readonly width?: NavigationOptions['width'];
  readonly height?: NavigationOptions['height'];
}

export interface AlertRequest extends DialogSize {
  readonly kind: 'alert';
  readonly text: string;
  readonly title?: string;
  readonly confirmLabel?: string;
}
export interface ConfirmRequest extends DialogSize {
  readonly kind: 'confirm';
  readonly text: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly confirmLabel?: string;
  readonly cancelLabel?: string;
}
export interface ErrorRequest {
  readonly kind: 'error';
  readonly message: string;
  readonly details?: string;
  readonly errorCode?: number;
}
export interface LookupRequest {
  readonly kind: 'lookup';
  readonly tables: readonly string[];
  readonly multiple: boolean;
  readonly filterXml?: string;
  readonly viewId?: string;
}
export interface WebResourceRequest {
  readonly kind: 'webresource';
  readonly page: Extract<PageInput, { pageType: 'webresource' }>;
  readonly options: NavigationOptions;
}
export interface RecordRequest {
  readonly kind: 'record';
  readonly page: Extract<PageInput, { pageType: 'entityrecord' }>;
  readonly options: NavigationOptions;
}

/** Asks how a case was resolved, and resolves it. */
export interface ResolveCaseRequest {
  readonly kind: 'resolveCase';
  readonly id: string;
  /** What it may be resolved as. */
  readonly statuses: readonly { readonly value: number; readonly text: string }[];
}

export type DialogRequest =
  | ResolveCaseRequest
  | AlertRequest
  | ConfirmRequest
  | ErrorRequest
  | LookupRequest
  | WebResourceRequest
  | RecordRequest;

/** What each kind of dialog answers when it closes. */
interface DialogAnswers {
  alert: void;
  confirm: boolean;
  error: void;
  lookup: EntityReference[];
  webresource: void;
  record: EntityReference[];
  /** Was it resolved, or may it be? */
  resolveCase: boolean;
}

export type DialogAnswer<K extends DialogRequest['kind']> = DialogAnswers[K];

export interface OpenDialog {
  readonly id: number;
  readonly request: DialogRequest;
  /** Closes the dialog with its answer; a second call does nothing. */
  close(answer: unknown): void;
}

/** Levels of a global notification (Microsoft Learn, "addGlobalNotification"). */
export type NotificationLevel = 1 | 2 | 3 | 4;

export interface GlobalNotification {
  readonly id: string;
  readonly level: NotificationLevel;
  readonly message: string;
  readonly showCloseButton: boolean;
  readonly action?: { readonly label: string; run(): void };
}

export interface Overlays {
  readonly dialogs: Store<readonly OpenDialog[]>;
  /** The progress indicator's text while it is shown. */
  readonly progress: Store<string | undefined>;
  readonly notifications: Store<readonly GlobalNotification[]>;
  /** Opens a dialog over the others; resolves with its answer when it closes. */
  open<K extends DialogRequest['kind']>(request: Extract<DialogRequest, { kind: K }>): Promise<DialogAnswer<K>>;
  notify(notification: Omit<GlobalNotification, 'id'>): string;
  clearNotification(id: string): void;
}

export function createOverlays(): Overlays {
  const dialogs = createStore<readonly OpenDialog[]>([]);
  const progress = createStore<string | undefined>(undefined);
  const notifications = createStore<readonly GlobalNotification[]>([]);
  let lastId = 0;
  return {
    dialogs,
    progress,
    notifications,
    open: (request) =>
      new Promise((resolve) => {
        const id = ++lastId;
        const close = (answer: unknown): void => {
          if (!dialogs.get().some((dialog) => dialog.id === id)) return;
          dialogs.set(dialogs.get().filter((dialog) => dialog.id !== id));
          resolve(answer as never);
        };
        dialogs.set([...dialogs.get(), { id, request: request as DialogRequest, close }]);
      }),
    notify(notification) {
      const id = `notification-${++lastId}`;
      notifications.set([...notifications.get(), { ...notification, id }]);
      return id;
    },
    clearNotification(id) {
      notifications.set(notifications.get().filter((notification) => notification.id !== id));
    },
  };
}
