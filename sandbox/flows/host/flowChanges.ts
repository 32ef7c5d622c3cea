/** Room sandbox/flows. Word of flows whose state or runs have changed, for pages that show them. */

export class FlowChanges {
  private readonly listeners = new Set<(flowId: string) => void>();

  tell(flowId: string): void {
    for (const listener of this.listeners) listener(flowId);
  }

  /** @returns takes the listener away */
  listen(listener: (flowId: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
