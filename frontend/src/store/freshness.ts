// How old what stands on the glass is. Pure: instants and the page's own running clock come in, an age and a level go
// out. The server's clock decides; the client's clock only carries it on between two frames.

/** What the last frame said about time. at is the page's running clock (milliseconds) when it came. */
export interface Sync {
  /** Up to when the shown figures are complete, milliseconds since 1970. */
  asOf: number
  /** The server's clock when it sent, milliseconds since 1970. */
  now: number
  at: number
}

export type Level = 'live' | 'stale' | 'still' | 'offline'

/** Ages in milliseconds from which each level holds. */
export const limits = { stale: 15_000, still: 60_000, offline: 15 * 60_000 } as const

/** The server's time now, carried on by the page's clock. */
export function serverNow(sync: Sync, running: number): number {
  return sync.now + Math.max(0, running - sync.at)
}

/** Age of the figures in milliseconds; never negative, whatever the clocks say. */
export function ageOf(sync: Sync, running: number): number {
  return Math.max(0, serverNow(sync, running) - sync.asOf)
}

export function levelOf(age: number): Level {
  if (age >= limits.offline) return 'offline'
  if (age >= limits.still) return 'still'
  return age >= limits.stale ? 'stale' : 'live'
}

/** A heartbeat vouches for the shown board only if it is of the same step; else it only sets the clock. */
export function afterBeat(sync: Sync, beat: { asOf: number | null; now: number }, sameStep: boolean, running: number): Sync {
  const asOf = sameStep && beat.asOf !== null ? Math.max(sync.asOf, beat.asOf) : sync.asOf
  return { asOf, now: beat.now, at: running }
}
