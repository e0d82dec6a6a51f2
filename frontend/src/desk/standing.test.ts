import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deskEn } from '../text/desk.en.ts'
import { deskZh } from '../text/desk.zh-CN.ts'
import { zh } from '../text/zh-CN.ts'
import { ageOfStanding, countdownOf, momentText, stampText } from './standing.ts'
import { readStandings } from './wire/standings.ts'

const grace = readStandings(JSON.parse(readFileSync(new URL('../../../dashboard/testdata/answers/standings.json', import.meta.url), 'utf8')), 'answer')
const open = { ...grace, state: 'open' as const, asOf: grace.period.end - 86_400_000 }
const issued = { ...grace, state: 'issued' as const }

describe('a standing', () => {
  it('is stale from 60 s on, while data moves it', () => {
    expect([ageOfStanding(grace, grace.asOf + 59_999), ageOfStanding(grace, grace.asOf + 60_000)]).toEqual([null, 60_000])
    expect(ageOfStanding(issued, issued.asOf + 86_400_000)).toBeNull()
  })
  it('counts down to the period\'s end, then to the freeze', () => {
    expect(countdownOf(open, open.asOf)).toEqual({ of: 'end', at: grace.period.end })
    expect(countdownOf(open, grace.period.end)).toEqual({ of: 'freeze', at: grace.freeze })
    expect(countdownOf(grace, grace.asOf)).toEqual({ of: 'freeze', at: grace.freeze })
    expect([countdownOf(issued, issued.asOf), countdownOf({ ...grace, freeze: null }, grace.asOf)]).toEqual([null, null])
  })
  it('tells its moment in the server\'s zone: the time today, the day too later, all of it on paper', () => {
    expect(momentText(zh, grace, grace.asOf + 1000)).toBe('09:30:00')
    expect(momentText(zh, grace, grace.asOf + 86_400_000)).toBe('10月3日 09:30:00')
    expect([stampText(deskZh, grace), stampText(deskEn, grace)]).toEqual(['2026 年 10 月 3 日 09:30:00', '3 October 2026, 09:30:00'])
  })
})
