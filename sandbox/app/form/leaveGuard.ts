/**
 * Room sandbox/app. Unsaved changes: the browser asks before it leaves the page, and the host can ask before it shows
 * another page. Whoever navigates inside the app calls `mayLeave` first.
 */
import type { HostServices } from '../contracts';

const guards = new Set<() => boolean>();

function onBeforeUnload(event: BeforeUnloadEvent): void {
  if (!hasUnsavedChanges()) return;
  event.preventDefault();
  // Older engines ask only when there is a return value.
  event.returnValue = '';
}

/** Watches one form until the answer is called. */
export function guardLeaving(isDirty: () => boolean): () => void {
  if (guards.size === 0) window.addEventListener('beforeunload', onBeforeUnload);
  guards.add(isDirty);
  return () => {
    guards.delete(isDirty);
    if (guards.size === 0) window.removeEventListener('beforeunload', onBeforeUnload);
  };
}

/** Does any open form hold changes that are not saved? */
export function hasUnsavedChanges(): boolean {
  return [...guards].some((isDirty) => isDirty());
}

/** True when nothing would be lost, or when the user agrees to lose it. */
export async function mayLeave(services: Pick<HostServices, 'confirm'>): Promise<boolean> {
  if (!hasUnsavedChanges()) return true;
  return services.confirm('Changes that are not saved will be lost. Leave this page?', 'Unsaved changes');
}
