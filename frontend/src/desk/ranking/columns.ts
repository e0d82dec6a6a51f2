// Which columns a ranking has, which of them are shown, and what each sorts by. A column that no row fills (nobody
// has a bonus, nothing to compare with) is not there.
import { headingOf, headings, type Heading } from '../../paint/headings'
import type { Group, Item, Unit } from '../wire/standings'

export type FixedKey = 'rank' | 'name' | 'kind' | 'previous' | 'total' | 'bar' | 'base' | 'bonus' | 'deductions' | 'overdue'

export interface ItemColumn { key: string; item: string; indicator: string; points: string; heading: Heading }

export interface Columns {
  /** All that there are, as keys, in the order of the table. */
  fixed: FixedKey[]
  items: ItemColumn[]
}

/** These three say who is where; a table without them says nothing. */
export const always: readonly FixedKey[] = ['rank', 'name', 'total']

export const sortable: readonly FixedKey[] = ['rank', 'name', 'kind', 'previous', 'total', 'base', 'bonus', 'deductions', 'overdue']

export function itemKey(id: string): string {
  return `mark.${id}`
}

/** The columns of one group, or of several that are shown one under another. */
export function columnsOf(groups: readonly Group[], kindsKnown: boolean): Columns {
  const units = groups.flatMap((group) => group.units)
  const fixed: FixedKey[] = ['rank', 'name']
  if (kindsKnown) fixed.push('kind')
  if (units.some((unit) => unit.previous !== null)) fixed.push('previous')
  fixed.push('total', 'bar')
  const bonus = units.some((unit) => Number(unit.bonus) !== 0 || entered(unit, 'bonus'))
  const deductions = units.some((unit) => Number(unit.deductions) !== 0 || entered(unit, 'deduction'))
  if (bonus || deductions || units.some((unit) => unit.sum !== '')) fixed.push('base')
  if (bonus) fixed.push('bonus')
  if (deductions) fixed.push('deductions')
  fixed.push('overdue')
  return { fixed, items: itemsOf(groups) }
}

/** What was entered is shown even where it counts nothing. */
function entered(unit: Unit, kind: 'bonus' | 'deduction'): boolean {
  return unit.adjustments.some((adjustment) => adjustment.kind === kind)
}

/** The items of all rows, each once, gathered by heading and within it in the order of the scheme. */
function itemsOf(groups: readonly Group[]): ItemColumn[] {
  const found = new Map<string, ItemColumn>()
  for (const group of groups) {
    for (const item of group.units[0]?.items ?? []) {
      if (!found.has(item.id)) {
        found.set(item.id, { key: itemKey(item.id), item: item.id, indicator: item.indicator, points: item.points, heading: headingOf(item.indicator) })
      }
    }
  }
  const all = [...found.values()]
  return headings.flatMap((heading) => all.filter((column) => column.heading === heading))
}

/** Reads the address's cols: the keys shown beside those that always are; empty means all. */
export function shownOf(columns: Columns, cols: string): Columns {
  if (cols === '') return columns
  const wanted = new Set(cols.split(','))
  return {
    fixed: columns.fixed.filter((key) => always.includes(key) || wanted.has(key)),
    items: columns.items.filter((column) => wanted.has(column.key)),
  }
}

/** The address's cols after a column was switched; "" again once all are shown. */
export function switched(columns: Columns, cols: string, keys: readonly string[], on: boolean): string {
  const choosable = [...columns.fixed.filter((key) => !always.includes(key)), ...columns.items.map((column) => column.key)]
  const shown = shownOf(columns, cols)
  const now = new Set<string>([...shown.fixed, ...shown.items.map((column) => column.key)])
  for (const key of keys) {
    if (on) now.add(key)
    else now.delete(key)
  }
  const kept = choosable.filter((key) => now.has(key))
  if (kept.length === choosable.length) return ''
  return kept.length > 0 ? kept.join(',') : 'none'
}

export function itemOf(items: readonly Item[], id: string): Item | null {
  return items.find((item) => item.id === id) ?? null
}

/** The row above the item heads: each heading with the number of its columns; none when there are only a few items. */
export function spansOf(items: readonly ItemColumn[]): { heading: Heading; columns: number }[] {
  if (items.length <= fewItems) return []
  return headings.flatMap((heading) => {
    const columns = items.filter((column) => column.heading === heading).length
    return columns > 0 ? [{ heading, columns }] : []
  })
}

/** Up to so many items their own names say enough. */
const fewItems = 8
