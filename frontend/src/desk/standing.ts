// What a standing says of its own time: how old it is, what it waits for, and the instants in words.
import { civil, sameDay, timeText } from '../paint/time'
import { limits } from '../store/freshness'
import type { Words } from '../text'
import type { DeskWords } from '../text/desk'
import type { Standing } from './wire/standings'

/** Milliseconds that a running period's figures are behind; null while they are fresh, and for a period that no data moves any more. */
export function ageOfStanding(standing: Standing, now: number): number | null {
  if (!['draft', 'open', 'grace'].includes(standing.state)) return null
  const age = now - standing.asOf
  return age >= limits.still ? age : null
}

export interface Countdown { of: 'end' | 'freeze'; at: number }

/** What the running period waits for: its end, then its freeze; null once it is frozen. */
export function countdownOf(standing: Standing, now: number): Countdown | null {
  if (!['draft', 'open', 'grace'].includes(standing.state)) return null
  if (standing.state !== 'grace' && now < standing.period.end) return { of: 'end', at: standing.period.end }
  return standing.freeze === null ? null : { of: 'freeze', at: standing.freeze }
}

/** The instant of the data: the time alone when it is of today. */
export function momentText(words: Words, standing: Standing, now: number): string {
  const at = civil(standing.asOf, standing.period.zone)
  return words.moment(at, timeText(at), sameDay(at, civil(now, standing.period.zone)))
}

/** The instant of the data in full, for paper. */
export function stampText(desk: DeskWords, standing: Standing): string {
  const at = civil(standing.asOf, standing.period.zone)
  return desk.state.stamp(at, timeText(at))
}
