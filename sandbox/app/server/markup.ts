/** Room sandbox/app, server side. HTML texts: every value that is not markup is escaped here. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand inside elements and quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/**
 * Scripts come from this server only and never from markup, so a web resource or a row's text cannot run as script.
 * Styles may be inline: Fluent 8 writes its rules into a style element.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** The page that holds the host; everything in it is drawn by the scripts. */
export const hostPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dynamics 365 sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/_host/app.css">
</head>
<body>
<div id="host"><p class="host-starting" role="status">Loading…</p></div>
<noscript>The sandbox needs JavaScript.</noscript>
<script src="/_host/platform.js"></script>
<script src="/_host/app.js"></script>
</body>
</html>
`;

export interface InstalledApp {
  readonly uniqueName: string;
  readonly name: string;
  readonly description: string;
}

/** The first page: installed apps, and what else this server shows. */
export function chooserPage(apps: readonly InstalledApp[]): string {
  const cards = apps
    .map(
      (app) =>
        `<li><a class="chooser-card" href="/main.aspx?appname=${encodeURIComponent(app.uniqueName)}">` +
        `<span class="chooser-tile" aria-hidden="true">${escapeHtml([...app.name][0]?.toUpperCase() ?? '?')}</span>` +
        `<span><strong>${escapeHtml(app.name)}</strong>` +
        `<span class="chooser-text">${escapeHtml(app.description || app.uniqueName)}</span></span></a></li>`,
    )
    .join('\n');
  const list =
    apps.length > 0
      ? `<ul class="chooser-list">${cards}</ul>`
      : '<p>No app is installed yet. Import a solution that carries one.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Apps · Dynamics 365 sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/_host/app.css">
</head>
<body class="chooser">
<header class="chooser-header"><span>Dynamics 365 sandbox</span></header>
<main class="chooser-main">
<h1>Apps</h1>
${list}
<h2>Also here</h2>
<ul class="chooser-links">
<li><a href="/phones">Simulated phones</a> – the handsets and what arrived on them</li>
<li><a href="/api/data/v9.2/">Web API</a> – service document</li>
<li><a href="/api/data/v9.2/$metadata">$metadata</a> – tables, actions and functions</li>
<li><a href="/lab/calls">Calls of the outbound service</a> – what the simulated service was asked</li>
</ul>
</main>
</body>
</html>
`;
}

/** An error as a page of one sentence. */
export const errorPage = (title: string, sentence: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/_host/app.css"></head>
<body class="chooser"><main class="chooser-main"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(sentence)}</p><p><a href="/">Apps</a></p></main></body>
</html>
`;
