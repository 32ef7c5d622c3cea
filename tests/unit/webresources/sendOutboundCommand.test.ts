/** Room tests. The ribbon command Send outbound and its enable rules. */
import { GridControlMock, XrmMockGenerator, type EntityMock } from 'xrm-mock';
import { canSendFromForm, canSendFromGrid, fromForm, fromGrid } from '../../../webresources/commands/sendOutbound';
import { readSendRequest } from '../../../webresources/gateways/sendRequest';
import { initialiseXrm, settle } from './xrmHost';

const reference = (Id: string): { Id: string; TypeName: string; Name: string } => ({
  Id,
  TypeName: 'incident',
  Name: '',
});
const CASE_A = '{AAAAAAAA-0000-4000-8000-00000000000A}';
const CASE_B = '{BBBBBBBB-0000-4000-8000-00000000000B}';

/** Opens dialogs at once and remembers what the page would find in session storage while it is open. */
function watchDialogs(xrm: Xrm.XrmStatic): { page: Record<string, unknown>; options: unknown; request: unknown }[] {
  const opened: { page: Record<string, unknown>; options: unknown; request: unknown }[] = [];
  xrm.Navigation.navigateTo = ((page: Record<string, unknown>, options: unknown) => {
    opened.push({ page, options, request: readSendRequest(sessionStorage, String(page['data'])) });
    return Promise.resolve();
  }) as unknown as typeof xrm.Navigation.navigateTo;
  return opened;
}

describe('Send outbound from a grid', () => {
  it('hands the selected rows to the dialog in their order, each once, as plain ids', async () => {
    const opened = watchDialogs(initialiseXrm());
    await fromGrid({}, [reference(CASE_B), reference(CASE_A), reference(CASE_B)], 'incident');
    expect(opened).toHaveLength(1);
    expect(opened[0]?.request).toEqual({
      table: 'incident',
      ids: ['bbbbbbbb-0000-4000-8000-00000000000b', 'aaaaaaaa-0000-4000-8000-00000000000a'],
    });
  });

  it('opens the page as a dialog with a title', async () => {
    const opened = watchDialogs(initialiseXrm());
    await fromGrid({}, [reference(CASE_A)], 'incident');
    expect(opened[0]?.page).toMatchObject({ pageType: 'webresource', webresourceName: 'obm_/pages/sendOutbound.html' });
    expect(opened[0]?.options).toEqual({
      target: 2,
      width: { value: 70, unit: '%' },
      height: { value: 80, unit: '%' },
      title: 'Send outbound',
    });
  });

  it('refreshes the grid after the dialog closes and leaves nothing in session storage', async () => {
    const xrm = initialiseXrm();
    let close = (): void => undefined;
    xrm.Navigation.navigateTo = (() =>
      new Promise<void>((resolve) => {
        close = resolve;
      })) as unknown as typeof xrm.Navigation.navigateTo;
    const refresh = jest.fn();
    const command = fromGrid({ refresh }, [reference(CASE_A)], 'incident');
    await settle();
    expect(refresh).not.toHaveBeenCalled();
    close();
    await command;
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(sessionStorage).toHaveLength(0);
  });

  it('opens one dialog of two quick presses, and another one later', async () => {
    const opened = watchDialogs(initialiseXrm());
    await Promise.all([fromGrid({}, [reference(CASE_A)], 'incident'), fromGrid({}, [reference(CASE_A)], 'incident')]);
    expect(opened).toHaveLength(1);
    await fromGrid({}, [reference(CASE_A)], 'incident');
    expect(opened).toHaveLength(2);
  });

  it('forgets the rows when the dialog cannot be opened', async () => {
    const xrm = initialiseXrm();
    xrm.Navigation.navigateTo = (() =>
      Promise.reject(new Error('no dialog'))) as unknown as typeof xrm.Navigation.navigateTo;
    await expect(fromGrid({}, [reference(CASE_A)], 'incident')).rejects.toThrow('no dialog');
    expect(sessionStorage).toHaveLength(0);
  });

  it('does nothing without a selection', async () => {
    const opened = watchDialogs(initialiseXrm());
    await fromGrid({}, [], 'incident');
    expect(opened).toEqual([]);
  });
});

describe('Send outbound from a form', () => {
  it('hands over the row and refreshes its timelines afterwards, and only those', async () => {
    const opened = watchDialogs(initialiseXrm());
    const form = XrmMockGenerator.getFormContext();
    const entity = form.data.entity as unknown as EntityMock;
    entity.entityName = 'incident';
    entity.id = CASE_A;
    const timeline = { getControlType: () => 'timelinewall', getName: () => 'timeline', refresh: jest.fn() };
    const subgrid = { getControlType: () => 'subgrid', getName: () => 'subgrid', refresh: jest.fn() };
    form.ui.controls = { forEach: (visit: (control: unknown) => void) => [timeline, subgrid].forEach(visit) } as never;
    await fromForm(form as unknown as Xrm.FormContext);
    expect(opened[0]?.request).toEqual({ table: 'incident', ids: ['aaaaaaaa-0000-4000-8000-00000000000a'] });
    expect(timeline.refresh).toHaveBeenCalledTimes(1);
    expect(subgrid.refresh).not.toHaveBeenCalled();
  });
});

describe('the enable rules', () => {
  it('offer the button when rows are selected', () => {
    expect(canSendFromGrid([reference(CASE_A)])).toBe(true);
    expect(canSendFromGrid([])).toBe(false);
  });

  it('offer the button on a form whose row exists', () => {
    initialiseXrm();
    const form = XrmMockGenerator.getFormContext();
    expect(canSendFromForm(form)).toBe(true);
    (form.data.entity as unknown as EntityMock).id = '';
    expect(canSendFromForm(form)).toBe(false);
  });

  it.each([undefined, null, {}, 'text', new GridControlMock({ name: 'grid' } as never)])(
    'never throw, whatever is passed (%#)',
    (anything) => {
      expect(canSendFromGrid(anything)).toBe(false);
      expect(canSendFromForm(anything)).toBe(false);
    },
  );
});
