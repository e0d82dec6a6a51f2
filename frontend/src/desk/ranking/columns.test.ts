import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readStandings } from '../wire/standings.ts'
import { columnsOf, shownOf, spansOf, switched } from './columns.ts'
import { allGroups, chosen } from './groups.ts'

const { groups } = readStandings(JSON.parse(readFileSync(new URL('../../../../dashboard/testdata/answers/standings.json', import.meta.url), 'utf8')), 'answer')
const all = columnsOf(groups, true)

describe('the columns', () => {
  it('are those that rows can fill, items gathered by heading', () => {
    expect(all.fixed).toEqual(['rank', 'name', 'kind', 'previous', 'total', 'bar', 'base', 'bonus', 'deductions', 'overdue'])
    expect(all.items.map((column) => [column.item, column.heading, column.points])).toEqual([
      ['articles', 'publicity', '30'], ['verified_members', 'members', '30'], ['on_time_rate', 'service', '40'],
    ])
  })
  it('leave out what the scheme does not have', () => {
    const plain = groups.map((group) => ({ ...group, units: group.units.map((unit) => ({ ...unit, bonus: '', deductions: '', sum: '', previous: null, adjustments: [] as typeof unit.adjustments })) }))
    expect(columnsOf(plain, false).fixed).toEqual(['rank', 'name', 'total', 'bar', 'overdue'])
    const nobody = plain.map((group) => ({ ...group, units: group.units.map((unit) => ({ ...unit, bonus: '0.00', deductions: '0.00' })) }))
    expect(columnsOf(nobody, false).fixed).toEqual(['rank', 'name', 'total', 'bar', 'overdue'])
  })
  it('follow the address; three stay always', () => {
    const some = shownOf(all, 'bar,mark.on_time_rate')
    expect([some.fixed, some.items.map((column) => column.item)]).toEqual([['rank', 'name', 'total', 'bar'], ['on_time_rate']])
    expect(shownOf(all, '')).toBe(all)
    expect(shownOf(all, 'none').items).toEqual([])
  })
  it('are switched off and on again', () => {
    const without = switched(all, '', ['bar', 'bonus'], false)
    expect(without).toBe('kind,previous,base,deductions,overdue,mark.articles,mark.verified_members,mark.on_time_rate')
    expect(switched(all, without, ['bar', 'bonus'], true)).toBe('')
    expect(switched(all, 'bar', ['bar'], false)).toBe('none')
  })
  it('get a row of headings only when they are many', () => {
    expect(spansOf(all.items)).toEqual([])
    const many = Array.from({ length: 9 }, (_, index) => ({ ...all.items[index < 4 ? 0 : 2]!, key: `mark.${index}` }))
    expect(spansOf(many)).toEqual([{ heading: 'publicity', columns: 4 }, { heading: 'service', columns: 5 }])
  })
})

describe('the groups', () => {
  it('are one, or all; a group that is gone gives the first', () => {
    expect(chosen(groups, '').map((group) => group.id)).toEqual(['county'])
    expect(chosen(groups, 'industry').map((group) => group.id)).toEqual(['industry'])
    expect(chosen(groups, allGroups).map((group) => group.id)).toEqual(['county', 'industry'])
    expect(chosen(groups, 'gone').map((group) => group.id)).toEqual(['county'])
    expect(chosen([], '')).toEqual([])
  })
})
