/**
 * Room sandbox/app. The look of forms: white cards on a light ground, labels beside wide fields and above narrow ones.
 * Sizes follow the card's own width, so that a form in a dialog looks right too. Logical properties serve right-to-left.
 */

const CSS = `
.mda-form { color: #242424; font-size: 14px; background: #f5f5f5; min-height: 100%; box-sizing: border-box; padding: 0 16px 24px; container-type: inline-size; }
.mda-form *, .mda-form *::before, .mda-form *::after { box-sizing: border-box; }
.mda-form-head { background: #fff; border-radius: 4px; box-shadow: 0 1px 2px rgba(0,0,0,.14); margin: 12px 0; padding: 14px 20px 0; }
.mda-form-title-row { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px 24px; justify-content: space-between; }
.mda-form-title { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
.mda-form-saved { font-weight: 400; color: #616161; font-size: 14px; margin-inline-start: 6px; white-space: nowrap; }
.mda-form-sub { color: #616161; display: flex; align-items: center; gap: 4px 12px; flex-wrap: wrap; min-height: 28px; }
.mda-form-heading { flex: 1 1 260px; min-width: 0; }
.mda-head-fields { display: flex; flex-wrap: wrap; gap: 8px 24px; }
.mda-head-field { min-width: 110px; max-width: 260px; }
.mda-head-field .mda-label { color: #616161; font-size: 12px; }
.mda-tabs { margin-top: 6px; margin-inline-start: -8px; }
.mda-bars { display: grid; gap: 6px; margin: 0 0 12px; }
.mda-bars:empty { display: none; }
.mda-columns { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); align-items: start; }
@container (min-width: 800px) { .mda-columns { grid-template-columns: var(--mda-widths); } }
.mda-column { display: grid; gap: 12px; min-width: 0; }
.mda-section { background: #fff; border-radius: 4px; box-shadow: 0 1px 2px rgba(0,0,0,.14); padding: 16px 20px 6px; min-width: 0; container-type: inline-size; margin: 0; border: 0; }
.mda-section-title { font-size: 14px; line-height: 20px; font-weight: 600; margin: 0 0 12px; }
.mda-grid { display: grid; grid-template-columns: minmax(0, 1fr); column-gap: 24px; }
.mda-cell { min-width: 0; padding-bottom: 12px; container-type: inline-size; }
@container (min-width: 560px) {
  .mda-grid { grid-template-columns: repeat(var(--mda-cells), minmax(0, 1fr)); }
  .mda-cell { grid-column: var(--mda-col); grid-row: var(--mda-row); }
}
.mda-field { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2px 16px; align-items: start; }
@container (min-width: 400px) { .mda-field.mda-left { grid-template-columns: minmax(110px, min(30%, 200px)) minmax(0, 1fr); } .mda-left > .mda-label { padding: 6px 0; } }
.mda-label { color: #424242; font-size: 14px; line-height: 20px; padding: 0 0 2px; overflow-wrap: anywhere; display: block; }
.mda-required { color: #c50f1f; margin-inline-start: 2px; }
.mda-recommended { color: #0f6cbd; margin-inline-start: 2px; }
.mda-lock { color: #616161; font-size: 12px; margin-inline-end: 4px; }
.mda-error { color: #b10e1c; font-size: 12px; line-height: 16px; margin-top: 4px; display: flex; gap: 4px; }
.mda-advice { background: #f0f6ff; color: #242424; font-size: 12px; padding: 6px 8px; margin-top: 4px; border-radius: 4px; }
.mda-form .ms-TextField-fieldGroup, .mda-form .ms-Dropdown-title, .mda-lookup { border: 1px solid #d1d1d1; border-radius: 4px; background: #fff; }
.mda-form .ms-TextField-fieldGroup::after, .mda-form .ms-Dropdown::after { border-radius: 4px; }
.mda-form .mda-readonly .ms-TextField-fieldGroup { background: #f5f5f5; border-color: #f5f5f5; }
.mda-input-row { display: flex; gap: 4px; }
.mda-input-row > :first-child { flex: 1 1 auto; min-width: 0; }
.mda-date { display: flex; gap: 8px; flex-wrap: wrap; }
.mda-date > :first-child { flex: 1 1 130px; min-width: 0; }
.mda-time { font: inherit; border: 1px solid #d1d1d1; border-radius: 4px; height: 32px; padding: 0 8px; color: inherit; background: #fff; flex: 0 1 110px; min-width: 96px; }
.mda-time:focus { outline: 2px solid #0f6cbd; outline-offset: -2px; }
.mda-lookup { display: flex; align-items: center; gap: 4px; min-height: 32px; padding: 2px 4px 2px 8px; position: relative; }
[dir=rtl] .mda-lookup { padding: 2px 8px 2px 4px; }
.mda-lookup:focus-within { outline: 2px solid #0f6cbd; outline-offset: -2px; }
.mda-lookup.mda-off { background: #f5f5f5; border-color: #f5f5f5; }
.mda-lookup input { border: 0; outline: 0; flex: 1 1 24px; min-width: 16px; font: inherit; color: inherit; background: transparent; height: 26px; padding: 0; }
.mda-chip { display: inline-flex; align-items: center; flex: 0 1 auto; min-width: 0; background: #ebf3fc; border-radius: 4px; }
.mda-chip a { color: #0f548c; padding: 2px 8px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-decoration: none; border-radius: 4px; }
.mda-chip a:hover { text-decoration: underline; }
.mda-chip a:focus-visible, .mda-chip button:focus-visible { outline: 2px solid #0f6cbd; outline-offset: -2px; }
.mda-chip button { border: 0; background: none; padding: 0 6px; height: 26px; min-width: 24px; cursor: pointer; color: #0f548c; font-size: 11px; border-radius: 4px; }
.mda-callout { display: flex; flex-direction: column; min-height: 0; flex: 1 1 auto; }
.mda-options { list-style: none; margin: 0; padding: 4px; max-height: 300px; overflow: auto; flex: 1 1 auto; min-height: 0; }
.mda-option { padding: 6px 10px; border-radius: 4px; cursor: pointer; overflow-wrap: anywhere; }
.mda-option small { display: block; color: #616161; font-size: 12px; }
.mda-option.mda-active, .mda-option:hover { background: #f0f0f0; }
.mda-option.mda-active { outline: 2px solid #0f6cbd; outline-offset: -2px; }
.mda-option-note { padding: 8px 12px; color: #616161; }
.mda-callout-head { padding: 6px 8px 0; }
.mda-callout-foot { border-top: 1px solid #e0e0e0; padding: 4px; display: flex; flex-wrap: wrap; justify-content: space-between; }
.mda-sub-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-bottom: 8px; }
.mda-untitled { justify-content: flex-end; }
@container (min-width: 420px) { .mda-beside { margin-top: -38px; pointer-events: none; } .mda-beside > * { pointer-events: auto; } }
.mda-beside-icon { margin-top: -38px; pointer-events: none; }
.mda-beside-icon > * { pointer-events: auto; }
.mda-sub-title { font-weight: 600; margin: 0; font-size: 14px; flex: 1 1 auto; }
.mda-picture { display: block; inline-size: auto; block-size: auto; max-inline-size: min(144px, 100%); max-block-size: 144px; }
.mda-note { color: #616161; padding: 12px 0; }
.mda-timeline { list-style: none; margin: 0; padding: 0; }
.mda-activity { display: flex; gap: 12px; padding: 10px 0 14px; border-top: 1px solid #ebebeb; }
.mda-activity:focus-visible { outline: 2px solid #0f6cbd; }
.mda-activity-icon { flex: 0 0 32px; height: 32px; border-radius: 50%; background: #ebf3fc; color: #0f548c; display: grid; place-items: center; }
.mda-activity-body { min-width: 0; flex: 1 1 auto; }
.mda-activity-head { color: #616161; font-size: 12px; display: flex; flex-wrap: wrap; gap: 2px 8px; }
.mda-activity h4 { margin: 2px 0; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
.mda-activity p { margin: 4px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.mda-frame { border: 0; width: 100%; display: block; }
.mda-pcf { min-width: 0; position: relative; }
.mda-state { display: grid; place-items: center; gap: 12px; padding: 64px 16px; text-align: center; color: #424242; }
.mda-busy { opacity: .65; pointer-events: none; }
.mda-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0 0 0 0); white-space: nowrap; }
.mda-problems { margin: 4px 0 0; padding-inline-start: 18px; }
.mda-problems button { border: 0; background: none; padding: 0; color: inherit; font: inherit; text-align: start; text-decoration: underline; cursor: pointer; }
@container (max-width: 480px) { .mda-form-head { padding: 10px 12px 0; } .mda-head-fields { width: 100%; } }
`;

const STYLE_ID = 'mda-form-styles';

/** Puts the style sheet into the document once. */
export function ensureFormStyles(target: Document = document): void {
  if (target.getElementById(STYLE_ID)) return;
  const style = target.createElement('style');
  style.id = STYLE_ID;
  style.textContent = CSS;
  target.head.appendChild(style);
}
