/** Room sandbox/omnichannel/phones. The HTML around the handsets application, and its content security policy. */

/** Everything from this server; styles that scripts insert carry the nonce. */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');

/** The page. `platform.js` brings React and Fluent as globals, `phones.js` is the application. */
export const phonesPage = (nonce: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Phones</title>
<link rel="stylesheet" href="/phones/phones.css">
<script nonce="${nonce}">
window.FabricConfig = { fontBaseUrl: '', iconBaseUrl: '/icons/', mergeStyles: { cspSettings: { nonce: '${nonce}' } } };
</script>
<script src="/_host/platform.js" defer></script>
<script src="/_host/phones.js" defer></script>
</head>
<body>
<div id="root"></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
