// The eight deeds of `/dr`: they show what is, and pass on what is asked for to the doors of the region where it belongs.
import type { Asked } from '../../../domain/chat/body.ts'
import { type Command, weightOf } from '../../../domain/chat/command.ts'
import { fieldsOf } from '../../../domain/chat/fields.ts'
import * as replies from '../../../domain/chat/replies.ts'
import { scenarioNamed, scenarioOf } from '../../../domain/chat/scenarios.ts'
import type { ScenarioFacts } from '../../../domain/chat/settings.ts'
import { personOf } from '../../../domain/chat/speaker.ts'
import { answered } from '../../../domain/decisions.ts'
import { toInstant } from '../../../domain/instant.ts'
import { checkRequest } from '../../../domain/requests/index.ts'
import type { RunLine } from '../../../domain/run-view.ts'
import type { Environment } from '../../environment.ts'
import type { Caller } from '../../implement.ts'
import { isTransient } from '../errors.ts'
import { type Done, notAllowed, shown } from './done.ts'
import { homes } from './homes.ts'
import { chatRecords } from './records.ts'
import { chatSettings } from './settings.ts'
import { startFor } from './start-for.ts'

type Typed = Extract<Asked, { kind: 'command' }>
type Of<D extends Command['does']> = Extract<Command, { does: D }>

/** Minutes in which a proposed recovery can be started. */
const PROPOSED_FOR = 10

export type Commands = ReturnType<typeof commands>

export function commands(environment: Environment, caller: Caller) {
  const { of, all } = homes(environment, caller)
  const settings = () => chatSettings(environment)

  async function carryOut(command: Command, asked: Typed): Promise<Done> {
    const refused = await notAllowed(environment, asked.speaker, weightOf(command))
    if (refused) return refused
    switch (command.does) {
      case 'help':
        return shown(replies.help())
      case 'list':
        return shown(replies.list(settings().scenarios))
      case 'runs':
        return listRuns()
      case 'explain':
        return about(command.scenario, async known => shown(replies.explain(known, fieldsOf(known.name))))
      case 'drill':
        return about(command.scenario, known => drill(known, command as Of<'drill'>, asked))
      case 'recover':
        return about(command.scenario, known => propose(known, command as Of<'recover'>, asked))
      case 'status':
        return status(command.run)
      case 'abort':
        return abort(command, asked)
    }
  }

  async function about(name: string, then: (known: ScenarioFacts) => Promise<Done>): Promise<Done> {
    const known = scenarioNamed(settings().scenarios, name)
    return typeof known === 'string'
      ? { outcome: 'misunderstood', reply: replies.misunderstood(known), run: null }
      : then(known)
  }

  /** A region that is dark must not hide the runs of the other. */
  async function lines(): Promise<{ readonly found: readonly RunLine[]; readonly silent: readonly string[] }> {
    const each = await Promise.all(
      all().map(async ({ region, runs }) => {
        try {
          return { found: await runs.list(), silent: [] }
        } catch (error) {
          if (!isTransient(error)) throw error
          return { found: [], silent: [region] }
        }
      }),
    )
    const found = each.flatMap(part => part.found).sort((a, b) => (a.startedAt > b.startedAt ? -1 : 1))
    return { found, silent: each.flatMap(({ silent }) => silent) }
  }

  async function listRuns(): Promise<Done> {
    const { found, silent } = await lines()
    return shown(replies.runList(found.slice(0, 10), silent))
  }

  /** Of the run that is named; else of what runs now, or ran last. */
  async function status(named: string | null): Promise<Done> {
    const { found, silent } = named === null ? await lines() : { found: [], silent: [] }
    const id = named ?? (found.find(each => each.status === 'RUNNING') ?? found[0])?.id
    const known = id === undefined ? undefined : scenarioOf(settings().scenarios, id)
    const view = known && id !== undefined ? await of(known.name).runs.show(id) : undefined
    if (view) return shown(replies.status(view), view.id)
    return shown(named === null ? replies.runList([], silent) : replies.misunderstood(`there is no run ${named}`))
  }

  const drill = ({ name }: ScenarioFacts, { input, reason }: Of<'drill'>, { speaker, triggerId }: Typed) =>
    startFor(of(name).functions, {
      ...{ scenario: name, mode: 'drill', input, reason, key: `slack:${triggerId}` },
      requestedBy: personOf(settings().chat, speaker),
    })

  /** A recovery is asked for twice: what it will do is shown before anything starts. */
  async function propose(known: ScenarioFacts, { input, reason }: Of<'recover'>, { speaker }: Typed): Promise<Done> {
    const now = environment.clock.now()
    const checked = checkRequest(known.name, 'recover', input, now)
    if ('faults' in checked) return { outcome: 'invalid', reply: replies.faults(checked.faults), run: null }
    const given = { scenario: known.name, mode: 'recover', input, reason: reason ?? '' } as const
    const expiresAt = toInstant(now + PROPOSED_FOR * 60_000)
    const id = await chatRecords(environment, caller).propose({ ...given, speaker, expiresAt })
    const reply = replies.proposal({ ...given, id, scenario: known, minutes: PROPOSED_FOR })
    return { outcome: 'proposed', reply, run: null }
  }

  async function abort({ run, reason }: Of<'abort'>, { speaker }: Typed): Promise<Done> {
    const known = scenarioOf(settings().scenarios, run)
    if (!known) return { outcome: 'unknown', reply: replies.misunderstood(`there is no run ${run}`), run: null }
    const word = { action: 'abort', approvalId: null, reason }
    const by = personOf(settings().chat, speaker)
    const answer = answered.parse(await of(known.name).functions.call('decide', { runId: run, by, word }))
    return { outcome: answer.outcome, reply: replies.happened(answer.message), run }
  }

  return { carryOut }
}
