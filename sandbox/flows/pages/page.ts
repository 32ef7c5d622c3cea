/** Room sandbox/flows. The HTML around the flows application; its content security policy is that of the phones page. */
import type { PageLanguage } from '../../app/server/pageLanguage';
import { flowsText } from './strings';

/** The page. `platform.js` brings React and Fluent as globals, `flows.js` is the application. */
export const flowsPage = (nonce: string, { tag, direction }: PageLanguage): string => `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${flowsText(tag, 'title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/flows/flows.css">
</head>
<body>
<div id="flows"><p role="status">${flowsText(tag, 'loading')}</p></div>
<noscript>${flowsText(tag, 'needsScripts')}</noscript>
<script src="/phones/styleNonce.js" nonce="${nonce}"></script>
<script src="/_host/platform.js"></script>
<script src="/_host/flows.js"></script>
</body>
</html>
`;
