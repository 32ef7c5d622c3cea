/** Room sandbox/flows. The expression language of cloud flows, as the runner uses it. */
export type { EvaluationContext, EvaluationLimits } from './context';
export { DEFAULT_LIMITS } from './context';
export * from './errors';
export { applyFunction, evaluateCompiled, evaluateTemplate, evaluateText, evaluateValue } from './evaluate';
export { functionNames, refusedFunctionNames } from './functions/catalog';
export { isEqual } from './functions/logic';
export { selectMember } from './members';
export { JsonTextError, readJson } from './readJson';
export type { CompiledValue, Template } from './template';
export { compileValue, parseTemplate } from './template';
export type { FlowObject, FlowType, FlowValue } from './values';
export { isArray, isInteger, isObject, toText, typeOf, WholeFloat, writeJson } from './values';
