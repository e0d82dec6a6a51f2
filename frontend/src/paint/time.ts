// Instants as the server's zone writes them. The device's own zone plays no part.

export interface Civil {
  year: number
  month: number
  day: number
  /** 0 = Sunday. */
  weekday: number
  hour: number
  minute: number
  second: number
}

/** zone is the offset from UTC in minutes. */
export function civil(instant: number, zone: number): Civil {
  const shifted = new Date(instant + zone * 60_000)
  return {
    year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate(), weekday: shifted.getUTCDay(),
    hour: shifted.getUTCHours(), minute: shifted.getUTCMinutes(), second: shifted.getUTCSeconds(),
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

export function clockText(at: Civil): string {
  return `${two(at.hour)}:${two(at.minute)}`
}

export function timeText(at: Civil): string {
  return `${clockText(at)}:${two(at.second)}`
}

export function sameDay(a: Civil, b: Civil): boolean {
  return a.year === b.year && a.month === b.month && a.day === b.day
}

export interface Span { days: number; hours: number; minutes: number; seconds: number }

/** A length of time, whole units, each below the next larger one. */
export function spanOf(milliseconds: number): Span {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000)
  return {
    days: Math.floor(seconds / 86_400), hours: Math.floor(seconds / 3_600) % 24,
    minutes: Math.floor(seconds / 60) % 60, seconds: seconds % 60,
  }
}

/** Days until an instant, the day that has begun counted as one; 0 once it is reached. */
export function daysUntil(now: number, instant: number): number {
  return Math.max(0, Math.ceil((instant - now) / 86_400_000))
}
