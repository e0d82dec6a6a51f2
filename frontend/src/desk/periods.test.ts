import { describe, expect, it } from 'vitest'
import { periodsAround } from './periods.ts'

const at = (written: string): number => Date.parse(written)
const zone = 480
const ids = (choices: { id: string; running: boolean }[]): string => choices.map((choice) => choice.id + (choice.running ? '*' : '')).join(' ')

describe('the periods to choose from', () => {
  it('are the running quarter, four before it and two years', () => {
    const running = { id: '2026-Q4', kind: 'quarter' as const, start: at('2026-10-01T00:00:00+08:00'), zone }
    expect(ids(periodsAround(running, at('2026-11-21T10:00:00+08:00')))).toBe('2026-Q4* 2026-Q3 2026-Q2 2026-Q1 2025-Q4 2026* 2025')
  })
  it('are the same seen from an earlier quarter, or from the year', () => {
    const earlier = { id: '2026-Q1', kind: 'quarter' as const, start: at('2026-01-01T00:00:00+08:00'), zone }
    const year = { id: '2026', kind: 'year' as const, start: at('2026-01-01T00:00:00+08:00'), zone }
    for (const period of [earlier, year]) expect(ids(periodsAround(period, at('2026-11-21T10:00:00+08:00')))).toBe('2026-Q4* 2026-Q3 2026-Q2 2026-Q1 2025-Q4 2026* 2025')
  })
  it('hold an older one that is looked at', () => {
    const old = { id: '2025-Q2', kind: 'quarter' as const, start: at('2025-04-01T00:00:00+08:00'), zone }
    expect(ids(periodsAround(old, at('2026-11-21T10:00:00+08:00')))).toBe('2026-Q4* 2026-Q3 2026-Q2 2026-Q1 2025-Q4 2026* 2025 2025-Q2')
  })
  it('turn at midnight of the zone, not of the device', () => {
    const autumn = { id: '2026-Q3', kind: 'quarter' as const, start: at('2026-07-01T00:00:00+08:00'), zone }
    expect(periodsAround(autumn, at('2026-09-30T23:59:59+08:00'))[0]?.id).toBe('2026-Q3')
    expect(periodsAround(autumn, at('2026-10-01T00:00:00+08:00'))[0]?.id).toBe('2026-Q4')
  })
  it('follow a year that starts in October and is named by its end', () => {
    const first = { id: '2027-Q1', kind: 'quarter' as const, start: at('2026-10-01T00:00:00+08:00'), zone }
    expect(ids(periodsAround(first, at('2027-02-10T10:00:00+08:00'))).startsWith('2027-Q2* 2027-Q1 2026-Q4')).toBe(true)
  })
})
