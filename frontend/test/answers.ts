// Answers for the desk's browser tests, made from golden files that the Go tests hold the server to.
import { readFileSync } from 'node:fs'
import { golden, morning, written } from './boards.ts'

export interface ItemJson {
  id?: string
  indicator: string
  state: string
  value: string
  numerator: string
  denominator: string
  target: string
  target_words?: string
  marks: string
  points: string
  formula: string
  reason: string
}
export interface UnitJson {
  union: string
  name: string
  short_name: string
  rank: number
  tied: boolean
  total: string
  base: string
  bonus: string
  deductions: string
  veto: string
  movement: number | null
  overdue: number
  items: ItemJson[]
  sum?: string
  factor?: string
  formula?: string
  total_formula?: string
  adjustments?: object[]
  previous?: { rank: number; tied: boolean; total: string; gained: number | null; mark?: string } | null
}
export interface GroupJson { id: string; names: { zh: string; en: string }; full_marks: string; mean: string; units: UnitJson[]; last: object | null }
export interface StandingsJson {
  owner: object
  period: string
  kind: string
  start: string
  end: string
  state: string
  trial: boolean
  demo?: boolean
  version: number
  scheme: { id: string; names: { zh: string; en: string }; hash: string }
  as_of: string
  complete_to: object[]
  freeze?: string
  first_event: boolean
  previous?: { id: string; state: string } | null
  groups: GroupJson[]
}

const folder = new URL('../../dashboard/testdata/answers/', import.meta.url)

export function goldenAnswer<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T
}

/** The golden answer: adjustments, a veto, a tie, what does not apply and what nobody reported. change works on a copy. */
export function goldenStandings(change?: (answer: StandingsJson) => void): StandingsJson {
  const answer = goldenAnswer<StandingsJson>('standings.json')
  change?.(answer)
  return answer
}

export function goldenScheme(): object {
  return goldenAnswer('scheme.json')
}

/** The whole city: thirty unions in three groups by the five core indicators, as of a second before the test's morning. */
export function cityStandings(change?: (answer: StandingsJson) => void): StandingsJson {
  const board = golden('snap.json').data as unknown as StandingsJson & { period: { id: string; start: string; end: string }; freeze: string }
  const { period, ...rest } = board
  const answer: StandingsJson = { ...rest, period: period.id, kind: 'quarter', start: period.start, end: period.end, as_of: written(morning - 1000), demo: false, previous: { id: '2026-Q3', state: 'issued' } }
  for (const group of answer.groups) {
    group.units.forEach((unit, index) => {
      const rank = group.units[(index * 7 + 3) % group.units.length]?.rank ?? 1
      Object.assign(unit, { base: unit.total, bonus: '', deductions: '', previous: { rank, tied: false, total: '90.00', gained: rank - unit.rank } })
      for (const item of unit.items) Object.assign(item, { reason: Number(item.marks) >= Number(item.points) ? 'full_marks' : 'part_marks', formula: item.formula.replace('÷', '/') })
    })
  }
  change?.(answer)
  return answer
}

/** The registry: every union of an answer, of the kind of its group. */
export function registryOf(answer: StandingsJson): object {
  return { unions: answer.groups.flatMap((group) => group.units.map((unit) => ({ code: unit.union, name: unit.name, short_name: unit.short_name, kind: group.id }))) }
}

const whole: [string, string][] = [
  ['articles', '8'], ['reads', '8'], ['originals', '3'], ['adoption_rate', '4'], ['shares', '2'], ['channel_index', '3'], ['active_follower_rate', '1'], ['posts', '1'],
  ['verified_members', '4'], ['verification_rate', '8'], ['newly_verified', '3'], ['cards_issued', '2'], ['online_rate', '3'],
  ['applications', '5'], ['completions', '6'], ['completion_rate', '6'], ['on_time_rate', '8'], ['handling_hours', '2'], ['satisfaction_rate', '6'], ['suggestion_answer_rate', '2'],
  ['activities', '4'], ['participations', '4'], ['merchants_net', '2'], ['trainings', '2'], ['featured_projects', '2'], ['interest_groups', '1'],
]

/** The city by a scheme of 26 items. */
export function wideStandings(): StandingsJson {
  return cityStandings((answer) => {
    for (const group of answer.groups) {
      group.units.forEach((unit, row) => {
        unit.items = whole.map(([indicator, points], index) => {
          const marks = (Number(points) * (0.62 + ((row * 5 + index * 3) % 20) / 52)).toFixed(2)
          return {
            indicator, state: 'value', value: String(40 + index), numerator: '', denominator: '', target: '60', marks, points, formula: `${points} × min(${40 + index} / 60, 1) = ${marks}`, reason: 'part_marks',
          }
        })
      })
    }
  })
}
