import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readStandings, type Unit } from '../wire/standings.ts'
import { extremes, fits, nextSort, orderOf, sorted, withoutData, withoutFakes } from './sorting.ts'

const standings = readStandings(JSON.parse(readFileSync(new URL('../../../../dashboard/testdata/answers/standings.json', import.meta.url), 'utf8')), 'answer')
const units = standings.groups[0]?.units ?? []
const naming = { compare: (a: string, b: string): number => new Intl.Collator('zh-CN').compare(a, b), kind: (): string => '' }
const names = (sort: string, rows: readonly Unit[] = units): string => sorted(rows, orderOf(sort), naming).map((unit) => unit.shortName).join(' ')

describe('the order of rows', () => {
  it('is the server\'s without a choice', () => expect(names('')).toBe('澄湖区 东屏区 安澜市 锦溪县 枫岭县 石梁县'))
  it('keeps ties in the server\'s order, upwards and downwards', () => {
    expect(names('-total')).toBe('澄湖区 东屏区 安澜市 锦溪县 枫岭县 石梁县')
    expect(names('total')).toBe('枫岭县 锦溪县 东屏区 安澜市 澄湖区 石梁县')
  })
  it('puts rows without the figure last, whichever way', () => {
    expect(names('-mark.on_time_rate')).toBe('澄湖区 东屏区 石梁县 安澜市 枫岭县 锦溪县')
    expect(names('mark.on_time_rate')).toBe('枫岭县 安澜市 石梁县 东屏区 澄湖区 锦溪县')
    expect(names('previous')).toBe('东屏区 澄湖区 枫岭县 安澜市 石梁县 锦溪县')
    expect(names('-previous')).toBe('石梁县 安澜市 澄湖区 枫岭县 东屏区 锦溪县')
  })
  it('compares decimals, not texts', () => {
    const rows = ['9.50', '10.00', '100.00'].map((total, index) => ({ ...units[0], union: String(index), shortName: total, total, rank: index + 1 }) as Unit)
    expect(names('-total', rows)).toBe('100.00 10.00 9.50')
  })
  it('compares names as their language does', () => expect(names('name')).toBe('安澜市 澄湖区 东屏区 枫岭县 锦溪县 石梁县'))
  it('leaves an unknown key alone', () => expect(names('-mark.weather')).toBe('澄湖区 东屏区 安澜市 锦溪县 枫岭县 石梁县'))
})

describe('clicks on a head', () => {
  it('go the useful way first, then back, then to the server\'s order', () => {
    expect([nextSort('', 'total'), nextSort('-total', 'total'), nextSort('total', 'total')]).toEqual(['-total', 'total', ''])
    expect([nextSort('', 'name'), nextSort('name', 'name'), nextSort('-name', 'name')]).toEqual(['name', '-name', ''])
    expect(nextSort('-total', 'overdue')).toBe('-overdue')
  })
})

describe('a group in one line', () => {
  it('has the extremes of those with a rank, as they were written', () => {
    expect(extremes(units)).toEqual({ highest: '97.50', lowest: '37.00' })
    expect(extremes(units.filter((unit) => unit.rank === 0))).toBeNull()
  })
  it('counts units without data', () => expect(withoutData(units)).toBe(1))
})

describe('a period without data', () => {
  it('shows no rank, total or mark', () => {
    const shown = withoutFakes(units, false)
    expect(shown.every((unit) => unit.rank === 0 && unit.total === '' && unit.overdue === null && unit.items.every((item) => item.marks === ''))).toBe(true)
    expect(withoutFakes(units, true)).toBe(units)
  })
})

describe('a name', () => {
  it('is found by a part of it, without regard to case and spaces', () => {
    const unit = { union: '330101', name: '澄湖区总工会', shortName: 'Cheng Hu' }
    expect([fits(unit, ''), fits(unit, ' 湖区 '), fits(unit, 'CHENGH'), fits(unit, '330101'), fits(unit, '锦溪')]).toEqual([true, true, true, true, false])
  })
})
