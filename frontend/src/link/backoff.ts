// Full jitter: every screen draws its own delay from the whole span, so that a hall of them never returns in step
// after a restart of the server.

export interface Backoff {
  /** Span of the first delay, in milliseconds. */
  first: number
  /** Longest span, in milliseconds. */
  cap: number
}

export const defaultBackoff: Backoff = { first: 2_000, cap: 10_000 }

/** The delay before try number attempt (0 = the first after a loss), in milliseconds; random is in [0, 1). */
export function delayBefore(attempt: number, random: number, backoff: Backoff = defaultBackoff): number {
  const span = Math.min(backoff.cap, backoff.first * 2 ** Math.min(attempt, 30))
  return Math.floor(random * span)
}

/** What the code of a close frame asks for; the delay in milliseconds. */
export function delayAfterClose(code: number, reason: string, attempt: number, random: number): number {
  // A restart gives each of its screens another moment to come back at.
  const hint = code === 1012 ? /^retry_ms=(\d{1,6})$/.exec(reason) : null
  if (hint?.[1] !== undefined) return Math.min(Number(hint[1]), refusedPause)
  // Refused for what we are or asked: coming back at once would be refused again. A wall has nobody who could mend
  // it on the spot, so it goes on asking, but seldom.
  if (code === 1008) return refusedPause / 2 + Math.floor((random * refusedPause) / 2)
  return delayBefore(attempt, random)
}

const refusedPause = 60_000
