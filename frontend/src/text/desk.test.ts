import { describe, expect, it } from 'vitest'
import { headingOf } from '../paint/headings.ts'
import { deskEn } from './desk.en.ts'
import { deskWordsFor } from './desk.ts'
import { deskZh } from './desk.zh-CN.ts'
import { zhIndicators } from './indicators.ts'

/** All keys of a tree of words, as paths. */
function keys(words: object, path = ''): string[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? keys(value, `${path}${key}.`) : [path + key]))
}

describe('the desk\'s words', () => {
  it('have the same keys in both languages, none empty', () => {
    expect(keys(deskEn).sort()).toEqual(keys(deskZh).sort())
    for (const words of [deskZh, deskEn]) expect(JSON.stringify(words)).not.toContain('""')
  })
  it('follow the address', () => expect([deskWordsFor('en'), deskWordsFor(null), deskWordsFor('fr')]).toEqual([deskEn, deskZh, deskZh]))
  it('are the glossary\'s', () => {
    expect([deskZh.columns.overdue, deskZh.row.tied, deskZh.row.veto, deskZh.row.rescaledWord, deskZh.row.vetoed]).toEqual(['超期', '并列', '一票否决', '折算后', '不合格'])
  })
  it('say every reason of a mark in both', () => {
    for (const reason of ['full_marks', 'part_marks', 'no_marks', 'no_data', 'not_applicable', 'few_cases', 'no_target']) {
      for (const words of [deskZh, deskEn]) expect(words.computation.reason(reason)).not.toBe('')
    }
  })
  it('put every indicator of the catalogue under a heading', () => {
    expect(Object.keys(zhIndicators).filter((id) => headingOf(id) === 'other')).toEqual([])
  })
  it('say how much time is left', () => {
    expect([deskZh.state.days(0), deskZh.state.days(9), deskEn.state.days(1), deskEn.state.days(9)]).toEqual(['不足 1 天', '9 天', '1 day', '9 days'])
  })
})
