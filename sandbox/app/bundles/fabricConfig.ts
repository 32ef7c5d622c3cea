/**
 * Room sandbox/app. Runs before Fluent is evaluated: tells it that fonts and icons come from this server. Without it
 * Fluent 8 asks its vendor's CDN (Fluent UI wiki, "Fabric icons: self-hosting").
 */
Object.assign(window, { FabricConfig: { fontBaseUrl: '', iconBaseUrl: '/icons/' } });

export {};
