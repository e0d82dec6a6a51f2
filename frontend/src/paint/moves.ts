// What a change of order looks like: a few moves are shown as moves, many at once as one cross-fade.

export interface Place {
  /** Which column the row stands in; another column is too far to travel. */
  column: number
  /** Position in the column, any unit. */
  at: number
}

export type Motion = 'rise' | 'fall' | 'appear'

export interface Moves {
  /** All rows fade once instead of moving. */
  fade: boolean
  motions: Map<string, Motion>
}

/** More than this many moves at once nobody can follow. */
export const mostMoves = 6

export function movesBetween(before: ReadonlyMap<string, Place>, after: ReadonlyMap<string, Place>): Moves {
  const motions = new Map<string, Motion>()
  for (const [key, place] of after) {
    const was = before.get(key)
    if (was === undefined || was.column !== place.column) motions.set(key, 'appear')
    else if (was.at !== place.at) motions.set(key, place.at < was.at ? 'rise' : 'fall')
  }
  return motions.size > mostMoves ? { fade: true, motions: new Map() } : { fade: false, motions }
}
