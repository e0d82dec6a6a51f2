import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readOwners } from './owners.ts'
import { readStandings } from './standings.ts'
import { readRegistry } from './unions.ts'

const folder = new URL('../../../../dashboard/testdata/answers/', import.meta.url)
// The tests change copies of what the Go tests hold the server to.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const golden = (name: string): any => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

describe('the standings', () => {
  it('are read as the server writes them', () => {
    const standings = readStandings(golden('standings.json'), 'answer')
    expect([standings.period.id, standings.period.kind, standings.period.zone, standings.state, standings.firstEvent]).toEqual(['2026-Q3', 'quarter', 480, 'grace', true])
    expect(standings.previous).toEqual({ id: '2026-Q2', state: 'grace' })
    expect(standings.freeze).toBe(Date.parse('2026-10-09T00:00:00+08:00'))
    const [county] = standings.groups
    expect(county?.units.map((unit) => [unit.shortName, unit.rank, unit.tied, unit.total])).toEqual([
      ['澄湖区', 1, false, '97.50'], ['东屏区', 2, true, '91.20'], ['安澜市', 2, true, '91.20'], ['锦溪县', 3, false, '77.50'], ['枫岭县', 4, false, '37.00'],
      ['石梁县', 0, false, '93.50'],
    ])
    expect(county?.units[0]?.adjustments[0]).toEqual({ id: 'national-award', kind: 'bonus', points: '2.5', counted: '2.50', ground: '获全国工会职工书屋示范点表彰' })
    expect(county?.units[0]?.totalFormula).toBe('95.50 + min(2.50, 5) − 0.50 = 97.50')
    expect(county?.units[3]?.previous).toEqual({ rank: 0, tied: false, total: '', gained: null, mark: 'new' })
    expect([county?.units[3]?.sum, county?.units[3]?.formula]).toEqual(['46.50', '46.50 × 100 / 60 = 77.50'])
    expect(county?.units[4]?.items[0]).toMatchObject({ id: 'articles', state: 'no_data', value: '', marks: '0.00', reason: 'no_data' })
    expect(county?.units[5]?.veto).toBe('发生较大生产安全责任事故')
  })
  it('read a year of quarters, whose items have marks and no value', () => {
    const answer = golden('standings.json')
    answer.kind = 'year'
    Object.assign(answer.groups[0].units[0].items[0], { id: '2026-Q1', indicator: '2026-Q1', value: '', formula: '' })
    expect(readStandings(answer, 'answer').groups[0]?.units[0]?.items[0]?.id).toBe('2026-Q1')
  })
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const broken: [string, (answer: any) => void, RegExp][] = [
    ['a total that is a number', (answer) => { answer.groups[0].units[0].total = 97.5 }, /groups\[0\]\.units\[0\]\.total/],
    ['a rank without a total', (answer) => { answer.groups[0].units[0].total = '' }, /as there is a rank/],
    ['an unknown state', (answer) => { answer.state = 'guessed' }, /answer\.state/],
    ['a value that is not there', (answer) => { Object.assign(answer.groups[0].units[0].items[0], { value: '', marks: '' }) }, /items\[0\]\.value/],
    ['an unknown kind of adjustment', (answer) => { answer.groups[0].units[0].adjustments[0].kind = 'gift' }, /adjustments\[0\]\.kind/],
    ['an unknown mark', (answer) => { answer.groups[0].units[0].previous.mark = 'odd' }, /previous\.mark/],
    ['no word about first data', (answer) => { delete answer.first_event }, /first_event/],
    ['an end before the start', (answer) => { answer.end = answer.start }, /answer\.end/],
  ]
  it.each(broken)('refuse %s', (_name, change, where) => {
    const answer = golden('standings.json')
    change(answer)
    expect(() => readStandings(answer, 'answer')).toThrow(where)
  })
})

describe('the schemes', () => {
  it('tell whose evaluations are scored now', () => {
    const answer = golden('schemes.json')
    expect(readOwners(answer, 'answer')).toEqual([''])
    answer.schemes[1].current = true
    expect(readOwners(answer, 'answer')).toEqual(['', '3301'])
    answer.schemes[1].owner = 7
    expect(() => readOwners(answer, 'answer')).toThrow(/schemes\[1\]\.owner/)
  })
})

describe('the registry', () => {
  it('gives the kind and the short name of each union', () => {
    expect([...readRegistry({ unions: [{ code: '330101', name: '澄湖区总工会', short_name: '', kind: 'district' }] }, 'answer')]).toEqual([['330101', { kind: 'district', shortName: '澄湖区总工会' }]])
  })
})
