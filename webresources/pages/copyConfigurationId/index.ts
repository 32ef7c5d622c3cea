/** Room webresources/pages. Starts the copy button of the outbound configuration form. */
import { startCopyPage } from './copyPage';

startCopyPage(window, navigator.clipboard);
