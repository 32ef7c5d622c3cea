/** Room tests. The solution linter on what forms show and what happens on them: every rule finds a deliberate break, and no rule a fair form. */
import { lintSolution } from '../../../solution/tools/lint';
import { inFile, itFindsEach, type Breaks } from './breaks';
import { SolutionFolder } from './solutionFolder';

const TEXT_FORM = 'Entities/msdyn_oclocalizationdata/FormXml/quickCreate/';
const SCRIPT = 'dist/webresources/obm_/js/localizedTextForm.js';

const BREAKS: Breaks = [
  ['event-unknown', 'a misspelt event', inFile(TEXT_FORM, 'event name="onload"', 'event name="onlaod"')],
  ['event-without-column', 'a change of nothing', inFile(TEXT_FORM, ' attribute="msdyn_localizedtext"', '')],
  ['cell-without-rows', 'a cell higher than its section', inFile(TEXT_FORM, 'rowspan="8"', 'rowspan="80"')],
  ['control-unbound', 'a control of no column', inFile(TEXT_FORM, ' datafieldname="msdyn_systemmessageid"', '')],
  ['form-inactive', 'a form that is not active', inFile(TEXT_FORM, 'FormActivationState>1<', 'FormActivationState>0<')],
  ['form-for-nobody', 'a form that nobody is shown', inFile(TEXT_FORM, '<Everyone />', '')],
  [
    'handler-without-context',
    'a handler that is given nothing',
    inFile(TEXT_FORM, 'passExecutionContext="true"', 'passExecutionContext="false"'),
  ],
];

describe('lintSolution, on events and cells of forms', () => itFindsEach(BREAKS));

describe('lintSolution, on forms that are fair', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());
  const codes = () => lintSolution(folder.src, { map: folder.map }).map(({ code }) => code);

  it('lets a handler go without the event when its function takes nothing', () => {
    folder.writeBuilt(
      SCRIPT,
      'var Obm = { LocalizedTextForm: { onLoad: function () {}, onSave: function () {}, onTextChange: function () {} } };',
    );
    folder.replace(folder.only(TEXT_FORM), 'passExecutionContext="true"', 'passExecutionContext="false"');
    expect(codes()).toEqual([]);
  });

  it('lets a tab have its own event', () => {
    folder.replace(
      folder.only(TEXT_FORM),
      /(<tab [^>]*>)([^]*?)<\/tab>/,
      '$1$2<events><event name="tabstatechange" application="false" active="false" /></events></tab>',
    );
    expect(codes()).toEqual([]);
  });
});
