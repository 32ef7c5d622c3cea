/**
 * Room sandbox/app. Unsaved changes: the browser asks before it leaves the page, and the host can ask before it shows
 * another page. Whoever navigates inside the app calls `mayLeave` first.
 */
import type { HostServices } from '../contracts';
import { formText } from './strings';

/** In the order the forms were opened: the last one lies on top. */
const guards: (() => boolean)[] = [];

function onBeforeUnload(event: BeforeUnloadEvent): void {
  if (!hasUnsavedChanges()) return;
  event.preventDefault();
  // Older engines ask only when there is a return value.
  event.returnValue = '';
}

/** Watches one form until the answer is called. */
export function guardLeaving(isDirty: () => boolean): () => void {
  if (guards.length === 0) window.addEventListener('beforeunload', onBeforeUnload);
  guards.push(isDirty);
  return () => {
    guards.splice(guards.indexOf(isDirty), 1);
    if (guards.length === 0) window.removeEventListener('beforeunload', onBeforeUnload);
  };
}

/** Does any open form hold changes that are not saved? */
export function hasUnsavedChanges(): boolean {
  return guards.some((isDirty) => isDirty());
}

/**
 * True when nothing of the form on top would be lost, or when the user agrees to lose it. Closing a dialog is no reason
 * to ask about the page below it.
 */
export async function mayLeave(services: Pick<HostServices, 'confirm' | 'user'>): Promise<boolean> {
  if (!guards[guards.length - 1]?.()) return true;
  const { languageId } = services.user;
  return services.confirm(formText(languageId, 'unsavedLeave'), formText(languageId, 'unsavedTitle'));
}
