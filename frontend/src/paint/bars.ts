// Bars that diverge from the mean of the row's own group: the longest deviation of the group fills its half.

export interface Bar {
  side: 'above' | 'below'
  /** Part of the half that is filled, 0 to 1. */
  share: number
}

export function bars(totals: readonly string[], mean: string): (Bar | null)[] {
  if (mean === '') return totals.map(() => null)
  const deviations = totals.map((total) => (total === '' ? null : Number(total) - Number(mean)))
  const longest = Math.max(...deviations.map((deviation) => Math.abs(deviation ?? 0)), smallestSpan)
  return deviations.map((deviation) => (deviation === null
    ? null
    : { side: deviation < 0 ? 'below' : 'above', share: Math.min(1, Math.abs(deviation) / longest) }))
}

/** Deviations under a mark are not blown up to a whole bar, in marks. */
const smallestSpan = 1
