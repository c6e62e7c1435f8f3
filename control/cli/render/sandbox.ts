// What `muster sandbox` says at start: where the world is, what time it is there, and the commands that lead into it.
import type { SandboxServer, ServerRequest } from '../../backends/sandbox-server.ts'
import { shellWord } from '../commands/command-line.ts'
import { DEFAULT_URL } from '../options/where.ts'

/** Commands stand alone on their lines and are not wrapped, to be copied. */
export function sandboxLines(server: SandboxServer, { speed, seed }: ServerRequest): readonly string[] {
  const { url, account, region, openedAt } = server
  const time = openedAt.slice(0, 19).replace('T', ' ')
  const passing =
    speed === null ? 'Time stands still there until you advance it.' : `Time passes there ${speed} times as fast.`
  return [
    `Simulated AWS and Kubernetes at ${url} (account ${account}, ${region}, seed "${seed}"). AWS is not touched.`,
    `It is ${time} UTC. ${passing} Ctrl-C stops it.`,
    ...struckLines(server),
    '',
    'In another terminal, as the operator (?role=viewer may only look; ?role=<name> is any role of the world):',
    `  eval "$(curl -s '${url}/_muster/env?role=operator')"`,
    `  aws --endpoint-url ${url} rds describe-db-clusters`,
    '',
    'Runs, from the start to the report; who asks is --as operator, who approves --as approver:',
    `  muster runs ${at(url)}`,
    `  muster drill database-corruption ${at(url)} --watch`,
    '',
    'Kubernetes:',
    `  curl -s ${url}/_muster/kubeconfig > muster.kubeconfig`,
    '  kubectl --kubeconfig muster.kubeconfig get deployments,pods',
    '',
    'Time, disasters, runs, decisions:',
    `  curl -s ${url}/_muster/`,
    `  curl -s ${url}/_muster/state`,
    `  curl -s -X POST ${url}/_muster/advance -d '{"seconds": 600}'`,
    '',
    'Keys; any secret would do, the access key and the session token say who calls:',
    ...server.people.flatMap(({ name, key }) => [
      `  ${name.padEnd(8)} AWS_ACCESS_KEY_ID=${key.accessKeyId} AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
      `           AWS_SESSION_TOKEN=${key.sessionToken}`,
    ]),
  ]
}

function struckLines({ struck, url }: SandboxServer): readonly string[] {
  return struck.flatMap(({ scenario, at: struckAt, tells, stateMachineArn, input }) => [
    '',
    `${scenario} struck at ${struckAt}: ${tells}. Its recovery starts with`,
    `  muster recover ${scenario} ${at(url)} ${Object.entries(input)
      .map(([name, value]) => `--input ${word(name, value)}`)
      .join(' ')}`,
    'or, with nobody on record as who asked, so that two must approve, with',
    `  aws --endpoint-url ${url} stepfunctions start-execution --state-machine-arn ${stateMachineArn} \\`,
    `    --input ${quoted(JSON.stringify(input))}`,
  ])
}

/** Where the runs are, for commands of `muster`; the default is left out. */
const at = (url: string): string => (url === DEFAULT_URL ? '--on sandbox' : `--on sandbox --url ${url}`)

const word = (name: string, value: unknown): string =>
  shellWord(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
