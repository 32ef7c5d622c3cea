/** Room sandbox/app, server side. HTML texts: every value that is not markup is escaped here. */
import type { PageLanguage } from './pageLanguage';
import type { SandboxUser } from '../host/hostData';
import { pageTexts, type PageTexts } from './pageTexts';

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

const openingTag = ({ tag, direction }: PageLanguage): string =>
  `<!doctype html>\n<html lang="${escapeHtml(tag)}" dir="${direction}">`;

/** The page that holds the host; everything in it is drawn by the scripts. */
export function hostPage(language: PageLanguage): string {
  const texts = pageTexts(language.lcid);
  return `${openingTag(language)}
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.sandbox)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/_host/app.css">
</head>
<body>
<div id="host"><p class="host-starting" role="status">${escapeHtml(texts.loading)}</p></div>
<noscript>${escapeHtml(texts.needsScripts)}</noscript>
<script src="/_host/platform.js"></script>
<script src="/_host/app.js"></script>
</body>
</html>
`;
}

export interface InstalledApp {
  readonly uniqueName: string;
  readonly name: string;
  readonly description: string;
}

/** A link and what is behind it. */
const link = (address: string, name: string, hint: string): string =>
  `<li><a href="${escapeHtml(address)}">${escapeHtml(name)}</a> – ${escapeHtml(hint)}</li>`;

export interface ChooserContent {
  /** Those that the user may open. */
  readonly apps: readonly InstalledApp[];
  readonly hasOtherApps: boolean;
  readonly userId: string;
  /** Whom the browser may act as. */
  readonly users: readonly SandboxUser[];
}

/** A form of HTML alone: the page has no script. */
function userChooser({ userId, users }: ChooserContent, texts: PageTexts): string {
  const options = users.map(
    ({ id, name }) =>
      `<option value="${escapeHtml(id)}"${id === userId ? ' selected' : ''}>${escapeHtml(name)}</option>`,
  );
  return (
    `<form class="chooser-user" method="post" action="/_host/session/user"><label>${escapeHtml(texts.actAs)} ` +
    `<select name="userId">${options.join('')}</select></label><button>${escapeHtml(texts.change)}</button></form>`
  );
}

/** The first page: the user's apps, and what else this server shows. */
export function chooserPage(content: ChooserContent, language: PageLanguage): string {
  const { apps, hasOtherApps } = content;
  const texts = pageTexts(language.lcid);
  const cards = apps
    .map(
      (app) =>
        `<li><a class="chooser-card" href="/main.aspx?appname=${encodeURIComponent(app.uniqueName)}">` +
        `<span class="chooser-tile" aria-hidden="true">${escapeHtml([...app.name][0]?.toUpperCase() ?? '?')}</span>` +
        `<span><strong dir="auto">${escapeHtml(app.name)}</strong>` +
        `<span class="chooser-text" dir="auto">${escapeHtml(app.description || app.uniqueName)}</span></span></a></li>`,
    )
    .join('\n');
  const list =
    apps.length > 0
      ? `<ul class="chooser-list">${cards}</ul>`
      : `<p>${escapeHtml(hasOtherApps ? texts.noAppsForUser : texts.noApps)}</p>`;
  return `${openingTag(language)}
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.appsTitle)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/fonts.css">
<link rel="stylesheet" href="/_host/app.css">
</head>
<body class="chooser">
<header class="chooser-header"><span>${escapeHtml(texts.sandbox)}</span>${userChooser(content, texts)}</header>
<main class="chooser-main">
<h1>${escapeHtml(texts.apps)}</h1>
${list}
<h2>${escapeHtml(texts.alsoHere)}</h2>
<ul class="chooser-links">
${link('/phones', texts.phones, texts.phonesHint)}
${link('/flows', texts.flows, texts.flowsHint)}
${link('/lab', texts.lab, texts.labHint)}
${link('/api/data/v9.2/', texts.webApi, texts.webApiHint)}
${link('/api/data/v9.2/$metadata', '$metadata', texts.metadataHint)}
${link('/lab/calls', texts.calls, texts.callsHint)}
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
