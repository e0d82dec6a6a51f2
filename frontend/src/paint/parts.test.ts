import { expect, it } from 'vitest'
import type { Item } from '../wire.ts'
import { partsOf } from './parts.ts'

function itemsOf(...named: [string, string][]): Item[] {
  return named.map(([indicator, points]) => ({ id: indicator, indicator, state: 'value', value: '1', target: '', marks: '1', points }))
}

const six = itemsOf(['articles', '20'], ['reads', '20'], ['verified_members', '20'], ['applications', '20'], ['completions', '10'], ['activities', '10'])

it('names few items one by one', () => {
  expect(partsOf(six).map((part) => [part.key, part.indicator, part.points])).toEqual(six.map((item) => [item.id, item.indicator, item.points]))
})
it('adds the points of many under the headings of the work, exactly', () => {
  const parts = partsOf([...itemsOf(['posts', '0.1'], ['shares', '0.2']), ...six])
  expect(parts.map((part) => [part.key, part.heading, Number(part.points), part.ids])).toEqual([
    ['publicity', 'publicity', 40.3, ['posts', 'shares', 'articles', 'reads']], ['members', 'members', 20, ['verified_members']],
    ['service', 'service', 30, ['applications', 'completions']], ['activity', 'activity', 10, ['activities']],
  ])
})
it('has nothing to say of nothing', () => {
  expect(partsOf([])).toEqual([])
})
