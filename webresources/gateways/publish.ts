/**
 * Room webresources/gateways. The global that form events and ribbon commands are called through. Several scripts of
 * this solution share it on one page, in any order, so each adds its own part and leaves the rest.
 */

/** Makes `Obm.<name>` callable by the app. */
export function publish(name: string, handlers: Readonly<Record<string, unknown>>): void {
  const host = globalThis as { Obm?: Record<string, unknown> };
  host.Obm = { ...host.Obm, [name]: handlers };
}
