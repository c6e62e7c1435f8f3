// How a served world keeps time: so many times as fast as real time, or only when asked, until it fails or is stopped.
import { describe, expect, test } from '@jest/globals'
import { VirtualClock } from '../../sandbox/clock.ts'
import { Pace } from '../../sandbox/serve/pace.ts'

describe('Pace', () => {
  test('follows real time so many times as fast, and can be advanced beside it', async () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    for (const at of [1000, 60_000, 3_600_000]) clock.at(at, () => seen.push(clock.now()))
    let real = 5
    let tick = () => {}
    const time = {
      now: () => real,
      after: (_: number, action: () => void) => {
        tick = action
        return { cancel: () => undefined }
      },
    }
    const pace = new Pace({ clock, real: time, speed: { kind: 'paced', times: 60 } })
    const ended = pace.drive()
    const until = async (now: number) => {
      real = now
      tick()
      for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
    }
    await until(25)
    expect([clock.now(), seen]).toEqual([1200, [1000]])
    await until(1005)
    expect([clock.now(), seen]).toEqual([60_000, [1000, 60_000]])
    await pace.advance(3_600_000)
    expect([clock.now(), seen.length]).toEqual([3_660_000, 3])
    pace.stop()
    await ended
  })

  test('ends with the failure of the world, and lets nobody wait for a time that will not come', async () => {
    const clock = new VirtualClock(0)
    clock.at(500, () => {
      throw new Error('a fault of ours')
    })
    const pace = new Pace({
      clock,
      real: { now: () => 0, after: () => ({ cancel: () => undefined }) },
      speed: { kind: 'on-demand' },
    })
    const ended = pace.drive()
    await expect(Promise.all([pace.advance(1000), ended])).rejects.toThrow('a fault of ours')
    await expect(ended).rejects.toThrow('a fault of ours')
  })
})
