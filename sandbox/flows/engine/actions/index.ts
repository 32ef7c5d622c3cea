/**
 * Room sandbox/flows. The types of actions. Source of the names: Microsoft Learn, "Schema reference for trigger and action types
 * in Azure Logic Apps", and exported flows for those of Power Automate.
 */
import type { ActionKind } from '../actionSource';
import { condition, scope, switchOn } from './branches';
import { openApiConnection } from './connector';
import { childFlow, response, terminate, wait } from './control';
import { compose, join, parseJson, query, select } from './data';
import { foreach, until } from './loops';
import {
  appendToArrayVariable,
  appendToStringVariable,
  decrementVariable,
  incrementVariable,
  initializeVariable,
  setVariable,
} from './variables';

export const ACTION_KINDS: ReadonlyMap<string, ActionKind> = new Map<string, ActionKind>([
  ['AppendToArrayVariable', appendToArrayVariable],
  ['AppendToStringVariable', appendToStringVariable],
  ['Compose', compose],
  ['DecrementVariable', decrementVariable],
  ['Foreach', foreach],
  ['If', condition],
  ['IncrementVariable', incrementVariable],
  ['InitializeVariable', initializeVariable],
  ['Join', join],
  ['OpenApiConnection', openApiConnection],
  ['ParseJson', parseJson],
  ['Query', query],
  ['Response', response],
  ['Scope', scope],
  ['Select', select],
  ['SetVariable', setVariable],
  ['Switch', switchOn],
  ['Terminate', terminate],
  ['Until', until],
  ['Wait', wait],
  ['Workflow', childFlow],
]);

/** Types that exist and that the sandbox does not do. */
export const OTHER_PLATFORM_TYPES: ReadonlySet<string> = new Set([
  'ApiConnection',
  'ApiConnectionNotification',
  'ApiConnectionWebhook',
  'ApiManagement',
  'Batch',
  'Changeset',
  'Expression',
  'FlatFileDecoding',
  'FlatFileEncoding',
  'Function',
  'Http',
  'HttpWebhook',
  'IntegrationAccountArtifactLookup',
  'JavaScriptCode',
  'Liquid',
  'OpenApiConnectionNotification',
  'OpenApiConnectionWebhook',
  'SelectApi',
  'SendToBatch',
  'Table',
  'XmlParse',
  'XmlValidation',
  'Xslt',
]);
