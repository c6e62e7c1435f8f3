// What the HTTP API of a control region leads to, and how much of it: deployed by infra, and into the sandbox.

/** Routes to the function `api`. IAM says who may call them. */
export const apiRoutes: readonly string[] = ['POST /runs', 'GET /runs', 'GET /runs/{id}', 'POST /runs/{id}/decisions']

/** To the function `slack`, where chat is hosted. Anybody may knock: who it is, the signature says. */
export const chatRoute = 'POST /slack'

/** Requests a second, and at once: people are few, and so are their programs. */
export const throttle = { rate: 20, burst: 40 } as const
