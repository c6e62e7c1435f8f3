// A region is lost, and its monitoring cannot be restored as promised: the platform is recovered all the same.
import { describe, expect, jest, test } from '@jest/globals'
import { ALL_DUES, dues, playedOnce, stepNamed } from '../rehearsing.ts'
import { diskOf, factsOf, faulted, quickly, reportOf, scenario, view } from './region-failure-runs.ts'

jest.setTimeout(120_000)

describe('monitoring that cannot be restored fails no recovery', () => {
  test('what was never copied is told to the person who declares, and left as it stands by', async () => {
    const { run, outcome } = await faulted('never-copied@monitoring')
    expect(outcome).toMatchObject({ ending: 'Recovered', cause: '', leftovers: [], retained: [] })
    expect(factsOf(run, 'Declare the region lost').monitoring?.join()).toMatch(/Grafana: left as it is: copies from/)
    expect(diskOf(run.world, 'grafana')?.id).toBe(run.world.monitoring.volumeIds.grafana)
  })

  test('it can be left out', async () => {
    const { outcome } = await playedOnce({ scenario, input: { ...quickly, monitoring: 'leave' } })
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [], retained: [] })
    expect(stepNamed(outcome, 'prometheus')).toBeUndefined()
  })

  test.each([
    ['volume-fails', 'is in state error'],
    ['block-spoilt', 'cannot be opened'],
    ['operator-aborts@prometheusStopped', 'OperatorAborted'],
  ])('%s: it is walked back to what stood by, and the run says what it did without', async (fault, said) => {
    const { run, outcome } = await faulted(fault)
    expect(outcome).toMatchObject({ ending: 'Recovered', leftovers: [], retained: [] })
    expect(outcome.cause).toMatch(/^The platform is recovered, without: /)
    expect(outcome.cause).toContain(said)
    expect(reportOf(run)).toContain('The platform is recovered, without: ')
    expect(diskOf(run.world, 'prometheus')?.id).toBe(run.world.monitoring.volumeIds.prometheus)
    const { namespace, prometheus } = view.monitoring
    expect(run.world.kubernetes.endpoints(namespace, prometheus.service)).toHaveLength(1)
    expect(dues(run)).toEqual(ALL_DUES)
  })

  test('what could not be walked back is a person’s: the run ends Held, and names it', async () => {
    const { outcome } = await faulted('block-spoilt', 'denied@ec2:DeleteVolume')
    expect(outcome).toMatchObject({ ending: 'Held' })
    expect(outcome.cause).toContain('Not undone: Delete the volume of')
    expect(outcome.visitors.healthyAtEnd).toBe(true)
  })

  test('a drill looks into the copies, and fails on those that nothing could run on', async () => {
    const { outcome } = await playedOnce({ scenario, mode: 'drill', faults: ['block-spoilt'] })
    expect(outcome).toMatchObject({ ending: 'RolledBack', leftovers: [], retained: [] })
    expect(outcome.cause).toContain('has no index')
  })
})
