/**
 * Room sandbox/flows. Whose inputs and outputs the history hides. Hidden outputs hide the inputs of actions that use them by
 * name, and hidden inputs the outputs of actions that hand their inputs on. It does not spread further, neither through
 * variables nor through items. Source: Microsoft Learn, "Secure access and data in workflows - Azure Logic Apps".
 */
import type { SecureFlags } from './model';
import type { Position, Use } from './references';

const HANDING_ON = new Set(['Compose', 'ParseJson', 'Response']);

/** Sets the flags of every action, from those that the definition sets. */
export function hideSecured(
  positions: ReadonlyMap<string, Position>,
  uses: readonly Use[],
  trigger: SecureFlags,
): void {
  const using = new Set(
    uses
      .filter(({ reference: { kind, name } }) => {
        if (kind === 'trigger') return trigger.outputs;
        return (
          (kind === 'action' || kind === 'body') &&
          name !== undefined &&
          positions.get(name)?.node.secure.outputs === true
        );
      })
      .map(({ by }) => by.node),
  );
  for (const { node } of positions.values()) {
    const inputs = node.secure.inputs || using.has(node);
    node.secure = { inputs, outputs: node.secure.outputs || (inputs && HANDING_ON.has(node.type)) };
  }
}
