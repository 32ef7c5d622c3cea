/** Room tests. The linter finds a control that would not show, because its property does not take the column it is bound to. */
import { lintSolution } from '../../../solution/tools/lint';
import { SolutionFolder } from './solutionFolder';

const MANIFEST = '../../pcf/MessageTemplateEditor/out/controls/MessageTemplateEditor/ControlManifest.xml';
const TEMPLATE = 'Entities/msdyn_ocsystemmessage/FormXml/main/';
const LOCALIZED = 'Entities/msdyn_oclocalizationdata/FormXml/';

describe('lint rules of what controls are bound to', () => {
  let folder: SolutionFolder;
  beforeAll(() => (folder = new SolutionFolder()));
  afterEach(() => folder.restore());
  afterAll(() => folder.dispose());
  const unfit = (): string[] =>
    lintSolution(folder.src, { map: folder.map })
      .filter(({ code }) => code === 'control-type-unfit')
      .map(({ file }) => file.slice(0, file.lastIndexOf('/') + 1));

  it('find nothing in our forms', () => {
    expect(unfit()).toEqual([]);
  });

  it('find a text of one line in a control for long texts, on every form that binds it', () => {
    folder.replace(MANIFEST, '<type>SingleLine.TextArea</type>', '');
    expect(unfit()).toEqual([`${LOCALIZED}main/`, `${LOCALIZED}quickCreate/`]);
  });

  it('find a choice that is bound as a text', () => {
    folder.replace(folder.only(TEMPLATE), '<text>msdyn_messagetext</text>', '<text>msdyn_streamsource</text>');
    expect(unfit()).toEqual([TEMPLATE]);
  });

  it('find a property whose group of types is not there', () => {
    folder.replace(MANIFEST, '<type-group name="texts">', '<type-group name="other">');
    expect(unfit()).toHaveLength(3);
  });
});
