// Real time, as a served sandbox is given it: the one thing here that is not of the simulated world.

export interface RealTime {
  /** Milliseconds, from any fixed beginning; never runs backwards. */
  now(): number
  /** Runs `action` after so many milliseconds, unless cancelled. */
  after(milliseconds: number, action: () => void): { cancel(): void }
}
