// moto_server, an independent imitation of AWS, as a child process on a free port of this machine.
import { spawn, spawnSync } from 'node:child_process'

export interface Moto {
  readonly endpoint: string
  /** Forgets everything that it was told. */
  reset(): Promise<void>
  /** Settles when the process is gone. */
  end(): Promise<void>
}

export const isInstalled = (): boolean => spawnSync('moto_server', ['--help']).status === 0

/** @throws when it ends before it listens. */
export async function startMoto(accountId: string): Promise<Moto> {
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    env: { ...process.env, MOTO_ACCOUNT_ID: accountId },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // When this process goes without having ended it, so does the child.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        said += chunk
        const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1]
        if (address !== undefined) resolve(address)
        // From here on it tells of every request.
        if (address !== undefined) said = ''
      })
    child.once('error', reject)
    child.once('close', code => reject(new Error(`moto_server ended with ${code} before it listened: ${said}`)))
  })
  return {
    endpoint,
    async reset() {
      const { status } = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' })
      if (status !== 200) throw new Error(`moto_server would not forget: ${status}`)
    },
    end() {
      process.removeListener('exit', kill)
      child.kill('SIGTERM')
      return gone
    },
  }
}
