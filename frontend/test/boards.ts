// Boards and frames for the browser tests, made from the golden frames that the Go tests hold the hub to.
import { readFileSync } from 'node:fs'

export interface UnitJson {
  union: string
  name: string
  short_name: string
  rank: number
  tied: boolean
  total: string
  veto: string
  movement: number | null
  overdue: number
  items: { indicator: string; state: string; value: string; marks: string; points: string }[]
}
export interface GroupJson { id: string; names: { zh: string; en: string }; mean: string; units: UnitJson[]; last: object | null }
export interface BoardJson {
  state: string
  trial: boolean
  version: number
  demo?: boolean
  first_event: boolean
  as_of: string
  freeze: string
  period: { id: string; start: string; end: string }
  head: { indicator: string; state: string; value: string; today: string; as_of: string }[]
  groups: GroupJson[]
  overdue: { total: number; unions: number; rows: object[] }
}
export interface SnapJson { t: string; topic: string; epoch: string; seq: number; as_of: string; now: string; data: BoardJson }

const folder = new URL('../../dashboard/push/testdata/frames/', import.meta.url)

export function golden(name: string): SnapJson {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as SnapJson
}

/** An instant as the server writes it, in the zone of the boards. */
export function written(milliseconds: number): string {
  return new Date(milliseconds + 8 * 3_600_000).toISOString().replace('Z', '+08:00')
}

export const morning = Date.parse('2026-11-21T10:24:12.345+08:00')

/** A snapshot sent at now with data up to age before it; change works on a copy of the board. */
export function snap(options: { name?: string; seq?: number; epoch?: string; now?: number; age?: number; change?: (board: BoardJson) => void } = {}): string {
  const frame = golden(options.name ?? 'snap.json')
  const now = options.now ?? morning
  frame.seq = options.seq ?? frame.seq
  frame.epoch = options.epoch ?? frame.epoch
  frame.now = written(now)
  frame.as_of = frame.data.as_of = written(now - (options.age ?? 1000))
  for (const head of frame.data.head) head.as_of = frame.data.as_of
  options.change?.(frame.data)
  return JSON.stringify(frame)
}

export function beat(options: { seq?: number; epoch?: string; now: number; age?: number }): string {
  return JSON.stringify({
    t: 'hb', topic: 'wall:2026-Q4', epoch: options.epoch ?? golden('snap.json').epoch, seq: options.seq ?? 57,
    as_of: written(options.now - (options.age ?? 1000)), now: written(options.now),
  })
}

/** Ranks a group anew: dense on the printed totals, in their order. */
export function rerank(group: GroupJson): void {
  group.units.sort((a, b) => Number(b.total) - Number(a.total))
  let rank = 0
  group.units.forEach((unit, index) => {
    if (group.units[index - 1]?.total !== unit.total) rank += 1
    unit.rank = rank
  })
  for (const unit of group.units) unit.tied = group.units.filter((other) => other.rank === unit.rank).length > 1
  group.mean = (group.units.reduce((sum, unit) => sum + Number(unit.total), 0) / group.units.length).toFixed(2)
}

/** A group of so many units with names of four signs. */
export function grown(group: GroupJson, units: number): void {
  const model = group.units[0]
  if (model === undefined) throw new Error('the golden group is empty')
  group.units = Array.from({ length: units }, (_, index) => ({
    ...model, union: `${group.id}-${index}`, name: `第${index + 1}单位总工会`, short_name: `第${index + 1}单位`, total: (97.31 - index * 0.83).toFixed(2),
    movement: index % 5 === 0 ? 1 : 0, overdue: 0,
  }))
  rerank(group)
}
