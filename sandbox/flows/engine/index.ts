/**
 * Room sandbox/flows. The engine of cloud flows:
 *
 * - `compileFlow(file)` understands a flow's file, or throws a `FlowDefinitionError` or `FlowNotSupportedError` that names what
 *   is wrong. Its `trigger` says what the flow waits for.
 * - `runFlow(flow, options)` runs it once. The host gives it a trigger's record, the flow's parameters, `callConnector`, and the
 *   sandbox's clock; `onAction` tells of every execution of an action; a `signal` cancels.
 * - `evaluateTrigger` and `meetsConditions` are for who starts runs: the trigger's inputs with the parameters put in, and whether
 *   an event may start a run. `resolveParameters` gives the parameters for both.
 */
export type { CompiledFlow, ParameterDeclaration } from './compileFlow';
export { compileFlow } from './compileFlow';
export * from './errors';
export type { PerformanceProfile } from './limits';
export type { ActionContainer, ActionNode, ChildFlowCall, FlowResponse, RunOptions, SecureFlags } from './model';
export { fitsParameter, resolveParameters, runFlow } from './runFlow';
export type { CompiledTrigger, TriggerFacts } from './triggers';
export { evaluateTrigger, meetsConditions } from './triggers';
