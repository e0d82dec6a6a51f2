// How scores look. Ranks are the server's; this only keeps two rows of different rank from looking equal.
import { fixed } from './decimal'

export interface Scored {
  rank: number
  total: string
}

/** One text per unit: one decimal, two where one would make rows of different rank look equal; "" without a total. */
export function scoreTexts(units: readonly Scored[]): string[] {
  const ranksOf = new Map<string, Set<number>>()
  for (const unit of units) {
    if (unit.total === '') continue
    const short = fixed(unit.total, 1)
    const ranks = ranksOf.get(short) ?? new Set<number>()
    ranksOf.set(short, ranks.add(unit.rank))
  }
  return units.map((unit) => {
    if (unit.total === '') return ''
    const short = fixed(unit.total, 1)
    return (ranksOf.get(short)?.size ?? 0) > 1 ? fixed(unit.total, 2) : short
  })
}

/** How many rows at the head of a list are medal rows: the first three and who is tied with the third. */
export function medalRows(units: readonly Scored[]): number {
  const third = units[2]?.rank ?? units[units.length - 1]?.rank ?? 0
  const within = (limit: number): number => units.filter((unit) => unit.rank > 0 && unit.rank <= limit).length
  const ranked = units.filter((unit) => unit.rank > 0).length
  if (ranked <= 3) return ranked
  const all = within(third)
  // A crowd is no podium: then only the ranks before it are on it.
  return all <= mostMedals ? all : within(third - 1)
}

const mostMedals = 5
