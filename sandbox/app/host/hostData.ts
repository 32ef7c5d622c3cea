/** Room sandbox/app. The JSON that the server side of the host gives to the browser side, under `/_host/`. */

/** `/_host/apps/<unique name>`. */
export interface AppDescriptor {
  readonly id: string;
  readonly uniqueName: string;
  readonly name: string;
  /** Logical names of the tables that are components of the app. */
  readonly tables: readonly string[];
  /** Empty when the app has no site map. */
  readonly siteMapXml: string;
  readonly ribbons: readonly RibbonSource[];
}

/** One RibbonDiffXml; `table` is empty for the application ribbon. */
export interface RibbonSource {
  readonly table: string;
  readonly solution: string;
  readonly xml: string;
}

/** `/_host/content`: which rows and definitions the sandbox has. */
export interface ContentState {
  /** Another one once a snapshot was restored or the sandbox was started anew, never again the same. */
  readonly contentId: string;
}

/** `/_host/session`: who is signed in, and where. */
export interface Session extends ContentState {
  readonly userId: string;
  readonly userName: string;
  /** LCID of the user interface. */
  readonly languageId: number;
  readonly organizationName: string;
  readonly organizationId: string;
  readonly organizationLanguageId: number;
  /** Minutes that the user's clock is ahead of UTC; absent while their settings name no time zone. */
  readonly timeZoneOffsetMinutes?: number;
  /** Code of that time zone. */
  readonly timeZoneCode?: number;
  readonly version: string;
  readonly isAdministrator: boolean;
  /** Own roles and those of teams. */
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  /** Levels (1 Basic, 2 Local, 4 Deep, 8 Global) by the names of the privileges that the user has. */
  readonly privileges: Readonly<Record<string, number>>;
  /** Levels by logical name of the table and right. */
  readonly tablePrivileges: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Whom the browser may act as, by name. */
  readonly users: readonly SandboxUser[];
}

export interface SandboxUser {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

export interface StringResource {
  /** Name without language and ending, as `getResourceString` takes it. */
  readonly base: string;
  /** LCIDs of `<base>.<lcid>.resx`. */
  readonly languages: readonly number[];
  /** The dependency as it was named; for a resource without a language in its name. */
  readonly fallback: string;
}

/** `/_host/scripts/<web resource>`. */
export interface ScriptDependencies {
  /** Web resource names in loading order. */
  readonly scripts: readonly string[];
  readonly strings: readonly StringResource[];
}
