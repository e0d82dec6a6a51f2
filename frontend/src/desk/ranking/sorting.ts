// The order of the rows. Without a choice it is the server's, which is the order of printing; every choice is stable on
// top of it, and rows without the figure come last, whichever way is sorted.
import { compare } from '../../paint/decimal'
import type { Unit } from '../wire/standings'
import { itemOf } from './columns'

export interface Order { key: string; down: boolean }

/** Reads the address's sort: a column's key, with a minus for downwards; null is the server's own order. */
export function orderOf(sort: string): Order | null {
  const down = sort.startsWith('-')
  const key = down ? sort.slice(1) : sort
  return key === '' ? null : { key, down }
}

/** The address's sort after a click on a head: first the useful way, then the other, then the server's order again. */
export function nextSort(sort: string, key: string): string {
  const now = orderOf(sort)
  const first = upwardsFirst.has(key) ? key : `-${key}`
  if (now?.key !== key) return first
  return sort === first ? (first === key ? `-${key}` : key) : ''
}

const upwardsFirst = new Set(['rank', 'name', 'kind', 'previous'])

type Figure = { text: string } | { decimal: string } | null

export interface Naming {
  /** Compares names in the reader's language. */
  compare(a: string, b: string): number
  kind(union: string): string
}

export function sorted(units: readonly Unit[], order: Order | null, naming: Naming): Unit[] {
  if (order === null) return [...units]
  const rows = units.map((unit, index) => ({ unit, index, figure: figureOf(unit, order.key, naming) }))
  rows.sort((a, b) => {
    if (a.figure === null || b.figure === null) return a.figure === b.figure ? a.index - b.index : a.figure === null ? 1 : -1
    const difference = between(a.figure, b.figure, naming)
    return difference === 0 ? a.index - b.index : order.down ? -difference : difference
  })
  return rows.map(({ unit }) => unit)
}

function between(a: Exclude<Figure, null>, b: Exclude<Figure, null>, naming: Naming): number {
  if ('text' in a) return 'text' in b ? naming.compare(a.text, b.text) : 0
  return 'text' in b ? 0 : compare(a.decimal, b.decimal)
}

function figureOf(unit: Unit, key: string, naming: Naming): Figure {
  switch (key) {
    case 'rank': return place(unit.rank)
    case 'name': return { text: unit.shortName }
    case 'kind': return { text: naming.kind(unit.union) }
    case 'previous': return place(unit.previous?.rank ?? 0)
    // A unit under a veto has a total, but no place among the others.
    case 'total': return unit.rank > 0 ? known(unit.total) : null
    case 'base': return known(unit.base)
    case 'bonus': return known(unit.bonus)
    case 'deductions': return known(unit.deductions)
    case 'overdue': return unit.overdue === null ? null : { decimal: String(unit.overdue) }
    default: return known(key.startsWith('mark.') ? itemOf(unit.items, key.slice('mark.'.length))?.marks ?? '' : '')
  }
}

function place(rank: number): Figure {
  return rank > 0 ? { decimal: String(rank) } : null
}

function known(decimal: string): Figure {
  return decimal === '' ? null : { decimal }
}

/** The highest and the lowest total among units with a rank, as the server wrote them; null without any. */
export function extremes(units: readonly Unit[]): { highest: string; lowest: string } | null {
  const totals = units.filter((unit) => unit.rank > 0).map((unit) => unit.total)
  const [first] = totals
  if (first === undefined) return null
  return totals.reduce((found, total) => ({
    highest: compare(total, found.highest) > 0 ? total : found.highest,
    lowest: compare(total, found.lowest) < 0 ? total : found.lowest,
  }), { highest: first, lowest: first })
}

/** Units one of whose items nobody reported. */
export function withoutData(units: readonly Unit[]): number {
  return units.filter((unit) => unit.items.some((item) => item.state === 'no_data')).length
}

/** The group as it is shown: before the first event the server may rank everybody first with zeros; nobody is shown so. */
export function withoutFakes(units: readonly Unit[], firstEvent: boolean): readonly Unit[] {
  if (firstEvent) return units
  return units.map((unit) => ({
    ...unit, rank: 0, tied: false, total: '', base: '', bonus: '', deductions: '', previous: null, overdue: null, sum: '', factor: '', formula: '',
    totalFormula: '', adjustments: [], items: unit.items.map((item) => ({ ...item, state: 'not_applicable' as const, value: '', marks: '', formula: '', reason: '' })),
  }))
}

/** Whether a name fits what was typed: full and short name, without regard to case and spaces. */
export function fits(unit: Pick<Unit, 'name' | 'shortName' | 'union'>, typed: string): boolean {
  const wanted = typed.replace(/\s+/g, '').toLowerCase()
  if (wanted === '') return true
  return [unit.name, unit.shortName, unit.union].some((name) => name.replace(/\s+/g, '').toLowerCase().includes(wanted))
}
