// What a run can do without: where it fails, its own undos are walked, and the run goes on and remembers why.
import type { Node, OptionalNode } from '../nodes.ts'
import { undoable } from '../walk.ts'
import type { Context } from './context.ts'
import { type Printed, pass, type State, UNTIL_VISIBLE } from './states.ts'
import { CAUSE, CLOSE, NOT_UNDONE, printUndoChain, UNDONE } from './undo-chain.ts'

type PrintNodes = (nodes: readonly Node[], next: string, context: Context) => Printed

const namesOf = (title: string) => ({
  failed: `${title}: without it`,
  wait: `${title}: let it end`,
  walked: `${title}: walked back`,
  over: `${title}: over`,
})

/** Where a run that ends Held goes, so that this passage is not left half done: what never began is passed over. */
export const walkBackOf = (title: string): string => namesOf(title).wait

/** `printNodes` is given, for it prints optional passages itself. */
export function printOptional(node: OptionalNode, next: string, context: Context, printNodes: PrintNodes): Printed {
  const { failed, wait, walked, over } = namesOf(node.title)
  const inside = printNodes(node.nodes, over, { ...context, failure: failed })
  const chain = printUndoChain(node.nodes, walked, { ...context, failure: failed })
  const names = undoable(node.nodes, context.mode).map(({ name }) => `'${name}': false`)
  const ended = pass({ begun: `{% $merge([$begun, {${names.join(', ')}}]) %}` }, next, context.phase)
  const remember = pass({ without: `{% $append($without, [${CAUSE}]) %}` }, wait, 'Undo')
  const linger: State = {
    Type: 'Wait',
    Comment: 'Undo',
    Seconds: `{% $linger > ${UNTIL_VISIBLE} ? $linger : ${UNTIL_VISIBLE} %}`,
    Output: {},
    Next: chain.entry,
  }
  const toldOf = (condition: string, text: string) => `($count(${condition}) = 0 ? '' : ${text})`
  const back: State = {
    Type: 'Choice',
    Comment: 'Undo',
    Output: {},
    Choices: [
      {
        Condition: "{% $outcome = 'Held' %}",
        Assign: {
          cause: `{% $cause & ${toldOf('$leftovers', `'. Not undone: ' & ${NOT_UNDONE}`)} & ${toldOf(UNDONE, `'. Undone: ' & $join(${UNDONE}, ', ')`)} %}`,
        },
        Next: CLOSE,
      },
    ],
    Default: over,
  }
  return {
    entry: inside.entry,
    states: [...inside.states, [failed, remember], [wait, linger], ...chain.states, [walked, back], [over, ended]],
  }
}
