// Answers for the desk's browser tests, made from golden files that the Go tests hold the server to.
import { existsSync, readFileSync } from 'node:fs'
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
  first_event?: boolean
  previous?: { id: string; state: string } | null
  groups: GroupJson[]
}
