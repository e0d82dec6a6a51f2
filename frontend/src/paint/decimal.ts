// Exact arithmetic on decimals that come as strings. A score is never a float here: 93.25 must print as 93.3, and a
// binary fraction would print 93.2.

/** The value times ten to the power of places, rounded half-up (away from zero). An empty string is no decimal. */
export function scaled(decimal: string, places: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal)
  if (match === null) throw new RangeError(`not a decimal: ${decimal}`)
  const [, sign = '', whole = '', part = ''] = match
  const kept = BigInt(whole + part.slice(0, places).padEnd(places, '0'))
  const up = (part.charAt(places) || '0') >= '5' ? 1n : 0n
  return sign === '-' ? -(kept + up) : kept + up
}

/** Prints a scaled value with its places; the minus is U+2212. */
export function printed(value: bigint, places: number, thousands: boolean): string {
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const part = places > 0 ? `.${digits.slice(digits.length - places)}` : ''
  return `${value < 0n ? minus : ''}${thousands ? withCommas(whole) : whole}${part}`
}

export const minus = '\u2212'

/** Rounds and prints. */
export function fixed(decimal: string, places: number, thousands = false): string {
  return printed(scaled(decimal, places), places, thousands)
}

function withCommas(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** Places that make the decimals of the wire (at most 6) comparable as integers. */
const allPlaces = 6

export function compare(a: string, b: string): number {
  const difference = scaled(a, allPlaces) - scaled(b, allPlaces)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
