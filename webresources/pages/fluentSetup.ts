/**
 * Room webresources/pages. First import of every page with Fluent in it: keeps Fluent from asking its CDN for fonts
 * (it registers font faces the moment it is loaded unless these addresses are empty).
 */
export {};

declare global {
  interface Window {
    FabricConfig?: { fontBaseUrl?: string; iconBaseUrl?: string };
  }
}

window.FabricConfig = { fontBaseUrl: '', iconBaseUrl: '' };
