// What a function that Step Functions adds to JSONata is, and what it may see of the execution.

/** Time and chance of the expression being evaluated, in place of the real ones. */
export interface World {
  /** Milliseconds since the epoch, virtual. */
  readonly now: number
  /** The next draw of this evaluation, uniform in [0, 1). */
  draw(): number
  uuid(): string
}

/** `this` of a function that jsonata calls. */
export interface Focus {
  readonly environment: { lookup(name: string): unknown }
}

export interface ExtraFunction {
  readonly name: string
  /** jsonata's notation, e.g. `<s-s?:n>`. */
  readonly signature: string
  // biome-ignore lint/suspicious/noExplicitAny: jsonata checks the arguments against the signature.
  readonly implementation: (this: any, ...args: any[]) => unknown
}

/** The variable under which an evaluation finds its world. No JSONata name can collide with it. */
export const WORLD = '\0world'

export function worldOf(focus: Focus): World {
  return focus.environment.lookup(WORLD) as World
}

/** What jsonata throws: a code and a text. D3141 is its code for a text of the function's own. */
export function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
