import { describe, expect, it } from 'vitest'
import { enDocs } from './docs.en.ts'
import { zhDocs } from './docs.zh-CN.ts'
import { enUnion } from './union.en.ts'
import { zhUnion } from './union.zh-CN.ts'

describe('words of a union\'s page', () => {
  it('have the same keys in both languages, none empty', () => {
    for (const [zh, en] of [[zhUnion, enUnion], [zhDocs, enDocs]] as const) {
      expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
      for (const words of [zh, en]) expect(Object.entries(words).filter(([, word]) => word === '').map(([key]) => key)).toEqual([])
    }
  })

  it('tell not applicable from no data', () => {
    for (const words of [zhUnion, enUnion]) expect(new Set([words.none, words.noData, words.notApplicable]).size).toBe(3)
  })

  it('say the gap, and why there is none', () => {
    expect(zhUnion.gapTo(28, false, '农林水利工会').join(' 2.30 ')).toBe('再得 2.30 分，可超过第 28 名农林水利工会')
    expect(zhUnion.gapTo(2, true, '东屏区')[1]).toBe('分，可超过并列第 2 名东屏区')
    expect(enUnion.gapTo(28, false, 'Z').join(' 2.30 ').trim()).toBe('2.30 more marks would pass Z, rank 28')
    for (const words of [zhUnion, enUnion]) expect(new Set([words.first(false), words.first(true), words.veto, words.noRank, words.noGap]).size).toBe(5)
  })

  it('say where it stood before', () => {
    const q3 = zhUnion.before('2026-Q3', false)
    expect(zhUnion.previous(q3, 27, false, -2)).toBe('上季第 27，下降 2 位')
    expect(zhUnion.previous(q3, 27, true, 2)).toBe('上季并列第 27，上升 2 位')
    expect(zhUnion.previous(zhUnion.before('2025', true), 3, false, 0)).toBe('上年（预评）第 3，名次未变')
    expect(enUnion.previous(enUnion.before('2026-Q3', false), 27, false, 2)).toBe('Last quarter 27, up 2')
  })

  it('say how late a case is', () => {
    const length = { days: 5, hours: 3, minutes: 9, seconds: 0 }
    expect(zhUnion.lateBy(length)).toBe('超期 5 天 3 小时')
    expect(enUnion.lateBy({ ...length, days: 1 })).toBe('1 day 3 h late')
    expect(zhUnion.lateBy({ ...length, days: 0 })).toBe('超期 3 小时 9 分')
  })
})
