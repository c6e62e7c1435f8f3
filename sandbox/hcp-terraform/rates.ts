// How often one may ask: 30 requests a second for each user, and 30 a minute for lists of runs ("Rate limiting").

const LIMIT = 30
const SECOND = 1000
const MINUTE = 60_000

interface Window {
  readonly until: number
  used: number
}

export interface Rate {
  readonly isExceeded: boolean
  /** They tell the caller how far it may go, and the seconds until it may go on. */
  readonly headers: Readonly<Record<string, string>>
}

export class Rates {
  readonly #windows = new Map<string, Window>()

  count(user: string, rule: 'ordinary' | 'lists of runs', now: number): Rate {
    const key = `${user} ${rule}`
    const known = this.#windows.get(key)
    const opened = { until: now + (rule === 'ordinary' ? SECOND : MINUTE), used: 0 }
    const window: Window = known && known.until > now ? known : opened
    this.#windows.set(key, window)
    window.used += 1
    return {
      isExceeded: window.used > LIMIT,
      headers: {
        'x-ratelimit-limit': String(LIMIT),
        'x-ratelimit-remaining': String(Math.max(0, LIMIT - window.used)),
        'x-ratelimit-reset': ((window.until - now) / SECOND).toFixed(3),
      },
    }
  }
}
