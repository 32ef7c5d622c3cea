/** Room tests. The form of a send: hands itself to the monitor, and the monitor refreshes it without taking anybody's edits. */
import { XrmMockGenerator } from 'xrm-mock';
import { onLoad } from '../../../webresources/forms/sendForm';
import { onForm, refreshForm } from '../../../webresources/pages/sendMonitor/formHost';
import { initialiseXrm, settle } from './xrmHost';

const ID = '{5E000000-0000-4000-8000-000000000001}';

function openForm(id: string, page: object) {
  initialiseXrm();
  const { formContext, eventContext } = XrmMockGenerator;
  formContext.data.entity.getId = () => id;
  const shown: boolean[] = [];
  const control = { setVisible: (visible: boolean) => shown.push(visible), getContentWindow: async () => page };
  formContext.getControl = ((name: string) => (name === 'WebResource_sendMonitor' ? control : null)) as never;
  onLoad(eventContext as never);
  return { shown, formContext };
}

describe('the form of a send', () => {
  it('hands itself to the monitor', async () => {
    const received: unknown[] = [];
    const page = { document } as never;
    onForm(page, (form) => received.push(form));
    const { shown, formContext } = openForm(ID, page);
    await settle();
    expect(shown).toEqual([true]);
    expect(received).toEqual([formContext]);
  });

  it('hands itself over once the monitor’s script has come', async () => {
    const received: unknown[] = [];
    const frameElement = document.createElement('iframe');
    const page = { document, frameElement } as never;
    openForm(ID, page);
    await settle();
    onForm(page, (form) => received.push(form));
    frameElement.dispatchEvent(new Event('load'));
    expect(received.length).toBe(1);
  });

  it('hides the monitor of a row that is not saved', () => {
    expect(openForm('', {}).shown).toEqual([false]);
  });
});

describe('refreshing the form', () => {
  const formOf = (isDirty: boolean, refreshed: boolean[], answer: Promise<unknown> = Promise.resolve()) => ({
    data: {
      entity: { getId: () => ID, getIsDirty: () => isDirty },
      refresh: (save: boolean) => {
        refreshed.push(save);
        return answer;
      },
    },
  });

  it('reads the fields again and saves nothing', () => {
    const refreshed: boolean[] = [];
    refreshForm(formOf(false, refreshed));
    expect(refreshed).toEqual([false]);
  });

  it('leaves a form alone that somebody is editing', () => {
    const refreshed: boolean[] = [];
    refreshForm(formOf(true, refreshed));
    expect(refreshed).toEqual([]);
  });

  it('survives a form that cannot be refreshed', async () => {
    refreshForm(formOf(false, [], Promise.reject(new Error('offline'))));
    await settle();
  });
});
