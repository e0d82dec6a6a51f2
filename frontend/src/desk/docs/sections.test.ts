import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readCatalogue } from '../wire/catalogue.ts'
import { readScheme } from '../wire/scheme.ts'
import { alike, fits, usesOf } from './sections.ts'

const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../../dashboard/testdata/answers/${name}`, import.meta.url), 'utf8'))
const groups = readScheme(golden('scheme.json'), 'answer').rules?.groups ?? []
const catalogue = readCatalogue(golden('indicators.json'), 'answer')

it('puts groups with the same items into one table, and only those', () => {
  expect(alike(groups).map((set) => set.map((group) => group.id))).toEqual([['county', 'industry']])
  const other = groups.map((group, index) => (index === 1 ? { ...group, items: group.items.slice(1) } : group))
  expect(alike(other).map((set) => set.map((group) => group.id))).toEqual([['county'], ['industry']])
})

it('finds an indicator by words of either language and by its id', () => {
  const found = (sought: string): string[] => catalogue.filter((one) => fits(one, sought)).map((one) => one.id)
  expect(found('')).toHaveLength(41)
  expect(found('按时办结率')).toContain('on_time_rate')
  expect(found(' ON-TIME ')).toContain('on_time_rate')
  expect(found('on_time_rate')).toContain('on_time_rate')
  expect(found('zzz')).toEqual([])
})

it('knows where an indicator carries points', () => {
  expect(usesOf(groups, 'on_time_rate').map(({ group, item }) => `${group.id} ${item.points}`)).toEqual(['county 40', 'industry 40'])
  expect(usesOf(groups, 'reads')).toEqual([])
})
