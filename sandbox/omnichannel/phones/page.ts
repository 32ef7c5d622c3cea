/** Room sandbox/omnichannel/phones. The HTML around the handsets application, and its content security policy. */
import type { PageLanguage } from '../../app/server/pageLanguage';
import { phonesText } from './strings';

/** Everything from this server; the style elements that Fluent 8 makes carry the nonce. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

/** The page. `platform.js` brings React and Fluent as globals, `phones.js` is the application. */
export const phonesPage = (nonce: string, { tag, direction }: PageLanguage): string => `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${phonesText(tag, 'title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/phones/phones.css">
</head>
<body>
<div id="phones"><p role="status">${phonesText(tag, 'loading')}</p></div>
<noscript>${phonesText(tag, 'needsScripts')}</noscript>
<script src="/phones/styleNonce.js" nonce="${nonce}"></script>
<script src="/_host/platform.js"></script>
<script src="/_host/phones.js"></script>
</body>
</html>
`;
