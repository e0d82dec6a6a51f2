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

/** What the code of a close frame asks for. */
export function delayAfterClose(code: number, reason: string, attempt: number, random: number): number {
  // A restart names the span in which its screens shall spread out.
  const hint = code === 1012 ? /retry[-_ ]?(?:after|ms|in)?\D{0,3}(\d{1,6})(s?)/.exec(reason) : null
  if (hint?.[1] !== undefined) {
    const span = Number(hint[1]) * (hint[2] === 's' ? 1000 : 1)
    return Math.floor(random * Math.min(span, refusedPause))
  }
  // Refused for what we are or asked: coming back at once would be refused again. A wall has nobody who could mend
  // it on the spot, so it goes on asking, but seldom.
  if (code === 1008 || (code >= 4400 && code < 4500)) return refusedPause / 2 + Math.floor(random * refusedPause / 2)
  return delayBefore(attempt, random)
}

const refusedPause = 60_000
