// Who may ask Grafana: somebody with the password in its database, by basic authentication or by the session of a login.
import { createHash } from 'node:crypto'
import type { Grafana } from './grafana.ts'
import { hashed } from './grafana-database.ts'
import type { Request } from './prometheus-api.ts'

const cookie = 'grafana_session'

export function isSignedIn(grafana: Grafana, { headers }: Request): boolean {
  const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ')
  if (scheme === 'Basic') {
    const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':')
    return isPassword(grafana, user, password.join(':'))
  }
  const given = new RegExp(`(?:^|;\\s*)${cookie}=([^;]+)`).exec(headers.cookie ?? '')?.[1]
  return given !== undefined && grafana.sessions.has(given)
}

/** The `set-cookie` of a new session; undefined when user or password are wrong. */
export function signIn(grafana: Grafana, user: string, password: string): string | undefined {
  if (!isPassword(grafana, user, password)) return undefined
  const token = createHash('sha256')
    .update(`${user} ${grafana.now} ${grafana.sessions.size}`)
    .digest('hex')
    .slice(0, 32)
  grafana.sessions.add(token)
  return `${cookie}=${token}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`
}

function isPassword({ database }: Grafana, user: string, password: string): boolean {
  const found = database.prepare('SELECT password, salt FROM user WHERE login = ?').get(user) as
    | { readonly password: string; readonly salt: string }
    | undefined
  return found !== undefined && hashed(password, found.salt) === found.password
}
