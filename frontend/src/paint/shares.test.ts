import { expect, it } from 'vitest'
import type { Group, Item } from '../wire.ts'
import { shareOf } from './shares.ts'

function groupOf(...items: Partial<Item>[]): Group {
  const units = items.map((item, index) => ({
    union: String(index), name: 'u', shortName: 'u', rank: 1, tied: false, total: '1', veto: '', movement: null, overdue: 0,
    items: [{ id: 'reads', indicator: 'reads', state: 'value' as const, value: '1', target: '1', marks: '0', points: '20', ...item }],
  }))
  return { id: 'g', names: { zh: '组', en: 'g' }, fullMarks: '100', mean: '', units, last: null }
}

it('is the marks over the points that apply', () => {
  expect(shareOf(groupOf({ marks: '18.50' }, { marks: '12.20' }), ['reads'])).toEqual({ state: 'value', percent: 77 })
})
it('leaves out whom the indicator does not apply to', () => {
  expect(shareOf(groupOf({ marks: '18' }, { state: 'not_applicable', value: '', marks: '' }), ['reads'])).toEqual({ state: 'value', percent: 90 })
})
it('counts a unit without data as its score does', () => {
  expect(shareOf(groupOf({ marks: '20' }, { state: 'no_data', value: '', marks: '0.00' }), ['reads'])).toEqual({ state: 'value', percent: 50 })
})
it('says so when nobody reported or it applies to nobody', () => {
  expect(shareOf(groupOf({ state: 'no_data', value: '', marks: '' }), ['reads'])).toEqual({ state: 'no_data' })
  expect(shareOf(groupOf({ state: 'not_applicable', value: '', marks: '' }), ['reads'])).toEqual({ state: 'not_applicable' })
  expect(shareOf(groupOf({}), ['articles'])).toEqual({ state: 'not_applicable' })
})
it('tells items of one indicator apart', () => {
  const group = groupOf({ marks: '20' })
  group.units[0]?.items.push({ id: 'reads-wechat', indicator: 'reads', state: 'value', value: '1', target: '2', marks: '5', points: '10' })
  expect([shareOf(group, ['reads']), shareOf(group, ['reads-wechat'])]).toEqual([{ state: 'value', percent: 100 }, { state: 'value', percent: 50 }])
  expect(shareOf(group, ['reads', 'reads-wechat'])).toEqual({ state: 'value', percent: 83 })
})
