import { describe, expect, it } from 'vitest'
import { longTrend } from '../../../test/cards.ts'
import { readTrend, type TrendPoint } from '../wire/trend.ts'
import { Announcer, quiet } from './announce.ts'
import { grouped, unitAfter } from './figures.ts'
import { rankLine } from './line.ts'

const frame = { left: 50, right: 500, top: 30, bottom: 170 }
const point = (day: number, rank: number, group = 'county'): TrendPoint => ({
  at: Date.parse('2026-10-01T00:00:00+08:00') + day * 86_400_000, zone: 480, period: '2026-Q4', group, rank, of: 30, total: rank === 0 ? '' : '66.80', fullMarks: '100',
})

describe('the line of ranks', () => {
  it('has the first rank on top', () => {
    const line = rankLine([point(0, 3), point(10, 1), point(20, 2)], frame)
    const [third, first, second] = line?.dots ?? []
    expect([third?.y, first?.y, second?.y]).toEqual([170, 30, 100])
    expect([third?.x, second?.x]).toEqual([50, 500])
    expect(line?.ticks.map((tick) => tick.rank)).toEqual([1, 2, 3])
    expect(line?.paths).toEqual(['M50 170L275 30L500 100'])
  })

  it('breaks where there was no rank and where the group changed', () => {
    expect(rankLine([point(0, 3), point(1, 0), point(2, 2), point(3, 2)], frame)?.paths).toHaveLength(2)
    expect(rankLine([point(0, 3), point(1, 3), point(2, 2, 'industry')], frame)?.paths).toHaveLength(2)
    expect(rankLine([point(0, 3), point(1, 0), point(2, 2)], frame)?.paths.every((path) => path.endsWith('h0'))).toBe(true)
  })

  it('ends the words of the last date within the frame', () => {
    const stops = rankLine([point(0, 3), point(10, 3), point(20, 3)], frame)?.stops ?? []
    expect(stops.map((stop) => [stop.end, stop.x <= frame.right + 20])).toEqual([[false, true], [false, true], [true, true]])
  })

  it('stands without a rank, with one, and on one rank', () => {
    expect(rankLine([], frame)).toBeNull()
    expect(rankLine([point(0, 0)], frame)).toBeNull()
    expect(rankLine([point(0, 7)], frame)?.dots.map((dot) => [dot.x, dot.rank, dot.labelled])).toEqual([[275, 7, true]])
    const flat = rankLine([point(0, 7), point(9, 7)], frame)
    expect(flat?.ticks.every((tick) => tick.rank >= 1)).toBe(true)
    expect(flat?.ticks.map((tick) => tick.rank)).toEqual([5, 6, 7])
    expect(rankLine([point(0, 1)], frame)?.ticks.map((tick) => tick.rank)).toEqual([1, 2, 3])
  })

  it('labels what has room, the last always, and keeps every rank inside', () => {
    const line = rankLine(readTrend(longTrend(), 'answer'), frame)
    const labelled = line?.dots.filter((dot) => dot.labelled) ?? []
    expect(labelled[labelled.length - 1]).toMatchObject({ last: true, x: 500 })
    labelled.forEach((dot, index) => expect(dot.x - (labelled[index - 1]?.x ?? -99)).toBeGreaterThanOrEqual(44))
    for (const dot of line?.dots ?? []) expect(dot.y >= frame.top && dot.y <= frame.bottom).toBe(true)
    expect(line?.stops.map((stop) => stop.at.month)).toEqual([6, 7, 8, 9, 10, 11])
  })
})

describe('the announcement of a rank', () => {
  function heard(): { announcer: Announcer; said: string[]; pass: (ms: number) => void } {
    const said: string[] = []
    let now = 0
    let due: { at: number; run: () => void } | null = null
    const announcer = new Announcer({
      now: () => now, later: (run, ms) => { due = { at: now + ms, run }; return 1 }, cancel: () => { due = null },
    }, (from, to) => said.push(`${from}→${to}`))
    const pass = (ms: number): void => {
      now += ms
      if (due === null || now < due.at) return
      const { run } = due
      due = null
      run()
    }
    return { announcer, said, pass }
  }

  it('is silent at first, speaks of a change, and not again within thirty seconds', () => {
    const { announcer, said, pass } = heard()
    announcer.begin(29)
    announcer.hear(29)
    announcer.hear(28)
    expect(said).toEqual(['29→28'])
    pass(5_000)
    announcer.hear(27)
    announcer.hear(26)
    expect(said).toEqual(['29→28'])
    pass(quiet)
    expect(said).toEqual(['29→28', '28→26'])
  })

  it('says nothing of a change that was taken back, nor of another union', () => {
    const { announcer, said, pass } = heard()
    announcer.begin(5)
    announcer.hear(4)
    announcer.hear(5)
    announcer.hear(4)
    pass(quiet)
    expect(said).toEqual(['5→4'])
    announcer.hear(9)
    announcer.hear(3)
    announcer.begin(12)
    pass(2 * quiet)
    expect(said).toEqual(['5→4', '4→9'])
  })

  it('says nothing of a rank that is lost or won back', () => {
    const { announcer, said, pass } = heard()
    announcer.begin(5)
    announcer.hear(0)
    pass(quiet)
    announcer.hear(5)
    expect(said).toEqual([])
  })
})

describe('figures', () => {
  it.each([['1284620', '1,284,620'], ['4000', '4,000'], ['999', '999'], ['97.1531', '97.1531'], ['-1234.50', '\u22121,234.50'], ['0.00', '0.00'], ['', '']])('%s stands as %s', (written, shown) => {
    expect(grouped(written)).toBe(shown)
  })
  it('have their unit after them, if they have one', () => expect(['篇', '%', '–', ''].map(unitAfter)).toEqual([' 篇', '%', '', '']))
})
