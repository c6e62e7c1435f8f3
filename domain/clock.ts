// A clock that is passed in: real on AWS, virtual in a rehearsal. Nothing else may read the time.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Resolves after `milliseconds` of this clock's time. */
  sleep(milliseconds: number): Promise<void>
}
