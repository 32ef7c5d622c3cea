/**
 * Room solution. The flows in a sandbox that was just started: are they connected, and turn them on. Source: Microsoft Learn, "Work
 * with cloud flows using code" (statecode and statuscode of the table workflow).
 */
import { flowId } from './generateFlows';
import { CONNECTION_REFERENCE } from './flows/definition';

/** The slugs of our flows, in the order in which they are turned on. */
export const FLOW_SLUGS = ['CaseCreated', 'CasesResolved', 'ScheduledSend'] as const;

/** A flow of the solution could not be turned on. */
class FlowStaysOffError extends Error {
  override readonly name = 'FlowStaysOffError';
  readonly code = 'flow-stays-off';
  constructor(slug: string, status: number) {
    super(
      `The flow ${slug} could not be turned on (status ${status}). Turn it on in the sandbox, which says why it cannot be.`,
    );
  }
}

export class SandboxFlows {
  constructor(private readonly url: string) {}

  /** Has the connection reference a connection? False as well where there is no reference yet. */
  async areConnected(): Promise<boolean> {
    const filter = `connectionreferencelogicalname eq '${CONNECTION_REFERENCE}'`;
    const answer = await this.send('GET', `connectionreferences?$select=connectionid&$filter=${filter}`);
    if (!answer.ok) return false;
    const { value } = (await answer.json()) as { value: readonly { connectionid?: string | null }[] };
    return value.some(({ connectionid }) => typeof connectionid === 'string' && connectionid !== '');
  }

  /** @throws {FlowStaysOffError} */
  async turnOn(): Promise<void> {
    for (const slug of FLOW_SLUGS) {
      const { ok, status } = await this.send('PATCH', `workflows(${flowId(slug)})`, { statecode: 1, statuscode: 2 });
      if (!ok) throw new FlowStaysOffError(slug, status);
    }
  }

  private send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/api/data/v9.2/${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}
