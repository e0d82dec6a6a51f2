// What a score is made of where a wall has room for few words: each item, or, when a scheme has many, the headings of the
// work with the points of their items added.
import type { Item } from '../wire'
import { printed, scaled } from './decimal'
import { headingOf, headings, type Heading } from './headings'

export type Part = { key: string; ids: string[]; points: string } & ({ indicator: string; heading: null } | { indicator: null; heading: Heading })

/** More items than this have no room on the wall. */
const mostItems = 6
const places = 4

export function partsOf(items: readonly Item[]): Part[] {
  if (items.length <= mostItems) return items.map((item) => ({ key: item.id, ids: [item.id], points: item.points, indicator: item.indicator, heading: null }))
  return headings.flatMap((heading) => {
    const own = items.filter((item) => headingOf(item.indicator) === heading)
    if (own.length === 0) return []
    const points = own.reduce((sum, item) => sum + (item.points === '' ? 0n : scaled(item.points, places)), 0n)
    return [{ key: heading, ids: own.map((item) => item.id), points: printed(points, places, false), indicator: null, heading }]
  })
}
