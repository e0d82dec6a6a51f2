import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { WireError } from '../../check.ts'
import { readCard } from './card.ts'
import { readCatalogue } from './catalogue.ts'
import { readOpenCases } from './overdue.ts'
import { readScheme } from './scheme.ts'
import { readTrend } from './trend.ts'

// The same files that the Go tests hold the server to.
const answers = new URL('../../../../dashboard/testdata/answers/', import.meta.url)
const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(name, answers), 'utf8'))

/** A golden answer with one place changed. */
function changed(name: string, path: (string | number)[], value: unknown): unknown {
  const answer = golden(name)
  let at: unknown = answer
  for (const step of path.slice(0, -1)) at = Reflect.get(Object(at), step)
  Reflect.set(Object(at), path[path.length - 1] ?? '', value)
  return answer
}

describe('golden answers about a union', () => {
  it('are read: the score with its reasons', () => {
    const card = readCard(golden('score.json'), 'answer')
    expect([card.unit.union, card.unit.rank, card.ranked, card.unit.total, card.fullMarks, card.mean]).toEqual(['330125', 5, 6, '69.08', '100', '85.02'])
    expect(card.losses).toEqual(['verified_members', 'completions', 'reads', 'articles', 'applications'])
    expect(card.items.map((item) => [item.id, item.marks, item.lost, item.position, item.of])).toEqual([
      ['articles', '14.33', '5.67', 5, 6], ['reads', '13.33', '6.67', 6, 6], ['verified_members', '12.80', '7.20', 6, 6],
      ['applications', '15.40', '4.60', 5, 6], ['completions', '13.22', '6.78', 6, 6],
    ])
    expect(card.gap).toMatchObject({ need: '9.06', reaches: true, to: { shortName: '锦溪县', rank: 4, total: '78.13' } })
    expect(card.gap?.ways.map((way) => [way.count, way.gain])).toEqual([[6, '0.67'], [360, '7.20'], [46, '4.60']])
    expect(card.neighbours.map((one) => one.rank)).toEqual([3, 4, 5, 6])
    expect(card.period.zone).toBe(480)
  })

  it('are read: the trend, a midnight without a rank among them', () => {
    expect(readTrend(golden('trend.json'), 'answer').map((point) => [point.rank, point.total, point.period])).toEqual([
      [4, '61.05', '2026-Q3'], [2, '88.40', '2026-Q3'], [0, '', '2026-Q4'], [1, '79.16', '2026-Q4'],
    ])
  })

  it('are read: the overdue cases, and nobody\'s name', () => {
    const read = readOpenCases(golden('overdue.json'), 'answer')
    expect([read.total, read.cases.length, read.next !== '']).toEqual([3, 2, true])
    expect(read.cases[0]).toMatchObject({ id: '330101-20261012-0007', shortName: '澄湖区', serviceNames: { zh: '法律援助', en: 'Legal aid' }, url: 'https://hall.example.org/case/330101-20261012-0007' })
    expect(Object.keys(read.cases[0] ?? {}).sort()).toEqual(['deadline', 'id', 'kind', 'service', 'serviceNames', 'shortName', 'submitted', 'union', 'url', 'zone'])
  })

  it('are read: every indicator with its words in both languages', () => {
    const catalogue = readCatalogue(golden('indicators.json'), 'answer')
    expect(catalogue).toHaveLength(41)
    for (const one of catalogue) expect([one.names, one.definition, one.remedy].flatMap((names) => [names.zh, names.en]).filter((text) => text === ''), one.id).toEqual([])
  })

  it('are read: the scheme with rules in words, and a text that cannot be read any more', () => {
    const scheme = readScheme(golden('scheme.json'), 'answer')
    expect(scheme.rules?.groups.map((group) => [group.id, group.fullMarks, group.items.map((item) => `${item.id} ${item.points}`)])).toEqual([
      ['county', '100', ['articles 30', 'on_time_rate 40', 'verified_members 30']], ['industry', '100', ['articles 30', 'on_time_rate 40', 'verified_members 30']],
    ])
    expect(scheme.rules?.groups[0]?.items.map((item) => [item.target, item.targetOf])).toEqual([['60', null], ['', null], ['', { share: '0.05', of: 'members' }]])
    expect(scheme.rules?.adjustments.map((one) => [one.kind, one.limit])).toEqual([['bonus', '3'], ['deduction', '2'], ['veto', '']])
    const { id, hash, names, owner, current } = scheme
    expect(readScheme({ id, hash, names, owner, current, document: '', fault: 'line 3' }, 'answer')).toMatchObject({ rules: null, fault: 'line 3' })
  })
})

describe('answers that are refused', () => {
  it.each([
    ['a total as a number', () => readCard(changed('score.json', ['unit', 'total'], 69.08), 'answer'), 'answer.unit.total: wanted a decimal'],
    ['a loss of an item that is not there', () => readCard(changed('score.json', ['losses', 1], 'luck'), 'answer'), 'answer.losses[1]: wanted the id of an item'],
    ['a gap without marks', () => readCard(changed('score.json', ['gap', 'need'], ''), 'answer'), 'answer.gap.need'],
    ['a way without words', () => readCard(changed('score.json', ['gap', 'ways', 0, 'words', 'zh'], ''), 'answer'), 'answer.gap.ways[0].words.zh'],
    ['an item without points', () => readCard(changed('score.json', ['items', 0, 'points'], ''), 'answer'), 'answer.items[0].points'],
    ['a rank below nothing', () => readCard(changed('score.json', ['items', 0, 'position'], -1), 'answer'), 'answer.items[0].position'],
    ['a trend that runs back', () => readTrend(changed('trend.json', ['points', 1, 'at'], '2026-08-01T00:00:00+08:00'), 'answer'), 'answer.points[1].at: wanted a later instant'],
    ['an unknown direction', () => readCatalogue(changed('indicators.json', ['indicators', 0, 'better'], 'sideways'), 'answer'), 'answer.indicators[0].better'],
    ['an adjustment of another kind', () => readScheme(changed('scheme.json', ['adjustments', 0, 'kind'], 'gift'), 'answer'), 'answer.adjustments[0].kind'],
  ])('%s', (_, read, message) => {
    expect(read).toThrow(WireError)
    expect(read).toThrow(message)
  })

  it.each([
    ['javascript:alert(1)', ''], ['JAVASCRIPT:alert(1)', ''], ['data:text/html,x', ''], ['//hall.example.org/1', ''], ['https://hall.example.org/ 1', ''], ['https:\\\\hall.example.org', ''],
    ['http://hall.example.org/1', 'http://hall.example.org/1'], ['HTTPS://hall.example.org/1', 'HTTPS://hall.example.org/1'],
  ])('of a case the address %s becomes "%s"', (url, kept) => {
    expect(readOpenCases(changed('overdue.json', ['cases', 0, 'url'], url), 'answer').cases[0]?.url).toBe(kept)
  })
})
