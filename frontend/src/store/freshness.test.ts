import { describe, expect, it } from 'vitest'
import { afterBeat, ageOf, levelOf, serverNow, type Sync } from './freshness.ts'

const sync: Sync = { asOf: 100_000, now: 101_000, at: 5_000 }

describe('age', () => {
  it('is what the server says, carried on by the page\'s clock', () => {
    expect(ageOf(sync, 5_000)).toBe(1_000)
    expect(ageOf(sync, 17_500)).toBe(13_500)
    expect(serverNow(sync, 17_500)).toBe(113_500)
  })
  it('is never negative', () => {
    expect(ageOf({ ...sync, asOf: 200_000 }, 5_000)).toBe(0)
    expect(ageOf(sync, 4_000)).toBe(1_000)
  })
})

describe('levels', () => {
  it.each([[0, 'live'], [14_999, 'live'], [15_000, 'stale'], [59_999, 'stale'], [60_000, 'still'], [899_999, 'still'], [900_000, 'offline']] as const)('%i ms is %s', (age, level) => {
    expect(levelOf(age)).toBe(level)
  })
})

describe('heartbeats', () => {
  it('vouch for the step that is shown', () => {
    expect(afterBeat(sync, { asOf: 110_000, now: 111_000 }, true, 15_000)).toEqual({ asOf: 110_000, now: 111_000, at: 15_000 })
  })
  it('set only the clock for another step', () => {
    expect(afterBeat(sync, { asOf: 110_000, now: 111_000 }, false, 15_000)).toEqual({ asOf: 100_000, now: 111_000, at: 15_000 })
  })
  it('never turn the data\'s time back, and bear a server that vouches for nothing', () => {
    expect(afterBeat(sync, { asOf: 90_000, now: 111_000 }, true, 15_000).asOf).toBe(100_000)
    expect(afterBeat(sync, { asOf: null, now: 111_000 }, true, 15_000).asOf).toBe(100_000)
  })
})
