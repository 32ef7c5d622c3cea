/**
 * Room tests. Imported by tests of pages in jsdom: what they wait for comes when the page has worked, which on a busy machine takes
 * longer than the library's one second and jest's five.
 */
import { configure } from '@testing-library/dom';

configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(60_000);
