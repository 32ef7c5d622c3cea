/**
 * Room webresources/gateways. The Xrm object of the app: form scripts and commands have it as a global, HTML web
 * resources reach it through their parent window (Microsoft Learn, "Webpage (HTML) web resources").
 */
import { HostMissingError } from './hostErrors';

interface MaybeXrmWindow {
  readonly Xrm?: Xrm.XrmStatic;
}

/**
 * The app's client API.
 * @throws {HostMissingError} when the page was opened outside a model-driven app.
 */
export function hostXrm(): Xrm.XrmStatic {
  const own = (globalThis as MaybeXrmWindow).Xrm;
  if (own !== undefined) return own;
  const parents = (window.parent as unknown as MaybeXrmWindow).Xrm;
  if (parents !== undefined) return parents;
  throw new HostMissingError();
}

/** `3f2504e0-…`: the client API gives ids in braces and capitals in some places and not in others. */
export function toPlainId(id: string): string {
  return id.replace(/[{}]/g, '').toLowerCase();
}

/** `https://contoso.crm.dynamics.com`: the address of this environment, without a slash at the end. */
export function clientUrl(): string {
  return hostXrm().Utility.getGlobalContext().getClientUrl();
}
