// How much of the marks of one item or several a group brings home: the sum of its units' marks over the sum of the points
// that apply to them. A unit without data brings none, as in its score; one that the item does not apply to is left out.
import type { Group } from '../wire'
import { scaled } from './decimal'

export type Share = { state: 'value'; percent: number } | { state: 'not_applicable' | 'no_data' }

export function shareOf(group: Group, ids: readonly string[]): Share {
  let marks = 0n
  let points = 0n
  let reported = false
  for (const item of group.units.flatMap((unit) => unit.items)) {
    if (!ids.includes(item.id) || item.state === 'not_applicable' || item.points === '') continue
    reported = reported || item.state === 'value'
    points += scaled(item.points, 4)
    if (item.marks !== '') marks += scaled(item.marks, 4)
  }
  if (points === 0n) return { state: 'not_applicable' }
  if (!reported) return { state: 'no_data' }
  return { state: 'value', percent: Math.round(Number((marks * 10_000n) / points) / 100) }
}
