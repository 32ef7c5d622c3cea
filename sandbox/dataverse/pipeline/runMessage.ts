/** Room sandbox/dataverse, pipeline. The stages of a message that is more than one row's write: the steps around its work. */
import { assertDepth } from './depth';
import type { MessageOperation, OperationStack } from './operation';
import { STAGES, type StepRunner } from './runPipeline';

export interface MessageServices {
  readonly stack: OperationStack;
  readonly steps: StepRunner;
}

/**
 * Runs a message. What it writes belongs to it: execution contexts of those writes name it as their parent.
 * @param toOutputs what execution contexts show of the result
 */
export function runMessage<T>(
  { stack, steps }: MessageServices,
  message: Omit<MessageOperation, 'kind' | 'parent' | 'outputs'>,
  work: () => T,
  toOutputs: (result: Awaited<T>) => MessageOperation['outputs'] = () => ({}),
): T {
  assertDepth(message.context);
  return stack.run<MessageOperation, T>({ ...message, kind: 'message', outputs: {} }, (operation) => {
    const postOperation = (result: Awaited<T>): Awaited<T> => {
      operation.outputs = toOutputs(result);
      steps.run(STAGES.postOperation, operation);
      return result;
    };
    steps.run(STAGES.preValidation, operation);
    steps.run(STAGES.preOperation, operation);
    const result = work();
    // What takes time is over when other operations have run in between: they are no parts of it.
    if (result instanceof Promise) return result.then(postOperation) as T;
    return postOperation(result as Awaited<T>) as T;
  });
}
