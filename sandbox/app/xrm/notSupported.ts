/**
 * Room sandbox/app. Objects of the Client API as the sandbox has them: members that are there, and for every other name
 * something that exists but refuses to be called, naming itself. So a script fails where it uses what is missing, not later.
 */
import { NotSupportedBySandboxError } from '../host/errors';

/** Names that languages and tools ask every object for. */
const PROBED = new Set(['then', 'toJSON', 'constructor', 'prototype', '$$typeof', 'nodeType', 'asymmetricMatch']);

/** A member that is not there: truthy, and refused by name when it is called or looked into and called. */
function refusedMember(path: string): unknown {
  return new Proxy(() => undefined, {
    apply() {
      throw new NotSupportedBySandboxError(path);
    },
    construct() {
      throw new NotSupportedBySandboxError(path);
    },
    get(_target, name) {
      if (typeof name === 'symbol' || PROBED.has(name)) return undefined;
      return refusedMember(`${path}.${name}`);
    },
  });
}

/** `members` under the name `path`; every other member is refused when it is used. */
export function withRefusals<T extends object>(path: string, members: T): T {
  return new Proxy(members, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || PROBED.has(name) || name in target)
        return Reflect.get(target, name, receiver) as unknown;
      return refusedMember(`${path}.${name}`);
    },
  });
}
