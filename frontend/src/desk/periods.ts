// Which periods can be chosen. They follow from one period whose bounds are known and from the server's clock: the
// running quarter and those before it, the running year and the one before it.
import { civil } from '../paint/time'
import type { Period } from '../wire'

export interface Choice { id: string; kind: 'quarter' | 'year'; running: boolean }

/** How many quarters before the running one are offered. */
const quartersBack = 4

export function periodsAround(period: Pick<Period, 'id' | 'kind' | 'start' | 'zone'>, now: number): Choice[] {
  const start = civil(period.start, period.zone)
  const today = civil(now, period.zone)
  const months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day ? 1 : 0)
  const first = period.kind === 'year' ? ordinal(`${period.id}-Q1`) : ordinal(period.id)
  if (Number.isNaN(first)) return []
  const running = first + Math.floor(months / 3)
  const choices: Choice[] = []
  for (let back = 0; back <= quartersBack; back += 1) choices.push({ id: quarterOf(running - back), kind: 'quarter', running: back === 0 })
  const year = Math.floor(running / 4)
  choices.push({ id: String(year), kind: 'year', running: true }, { id: String(year - 1), kind: 'year', running: false })
  if (choices.every(({ id }) => id !== period.id) && (period.kind === 'quarter' || period.kind === 'year')) {
    choices.push({ id: period.id, kind: period.kind, running: false })
  }
  return choices
}

/** A quarter's number, counted from year 0. */
function ordinal(id: string): number {
  const match = /^(\d{4})-Q([1-4])/.exec(id)
  return match === null ? NaN : Number(match[1]) * 4 + Number(match[2]) - 1
}

function quarterOf(number: number): string {
  return `${Math.floor(number / 4)}-Q${(number % 4) + 1}`
}
