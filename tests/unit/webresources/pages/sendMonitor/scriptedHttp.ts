/** Room tests. A Web API that answers by what a path begins with, and keeps what it was asked. */
import type { WebApiHttp, WebApiRequest } from '../../../../../outbound/dataverse/webApi';

export interface ScriptedHttp extends WebApiHttp {
  readonly asked: WebApiRequest[];
}

/** Each answer is a row, rows, or a status in the 400s. */
export function scriptedHttp(answers: readonly (readonly [start: string, answer: unknown])[]): ScriptedHttp {
  const asked: WebApiRequest[] = [];
  return {
    asked,
    send: async (request) => {
      asked.push(request);
      const found = answers.find(([start]) => request.path.startsWith(start));
      if (!found) throw new Error(`nobody answers ${request.path}`);
      const [, answer] = found;
      const value: unknown =
        typeof answer === 'function' ? (answer as (path: string) => unknown)(request.path) : answer;
      if (typeof value === 'number') return { kind: 'response', status: value, text: '{}' };
      return { kind: 'response', status: 200, text: JSON.stringify(value) };
    },
  };
}
