// How a count looks: full below ten thousand, then in the scale of the language. The scale's word is drawn smaller
// than the figure, so the two come apart.
import { printed, scaled } from './decimal'

export type Lang = 'zh' | 'en'

export interface Figure {
  /** The digits, with commas, point and U+2212 for a minus. */
  digits: string
  /** 万, 亿, K, M, B or nothing. */
  scale: string
}

interface Scale {
  word: string
  /** Power of ten. */
  power: number
  /** From this magnitude on, in units. */
  from: bigint
  /** Decimal places for a magnitude of so many whole digits. */
  places(wholeDigits: number, digits: number): number
}

// Four significant digits, and never less than one decimal: 1.285 万, 86.42 万, 128.5 万, 1,284.6 万. A change has one
// digit less: +3.82 万.
const chinese: Scale[] = [
  { word: '亿', power: 8, from: 100_000_000n, places: () => 2 },
  { word: '万', power: 4, from: 10_000n, places: (whole, digits) => Math.max(1, digits - whole) },
]
const english: Scale[] = [
  { word: 'B', power: 9, from: 1_000_000_000n, places: () => 2 },
  { word: 'M', power: 6, from: 1_000_000n, places: () => 2 },
  { word: 'K', power: 3, from: 10_000n, places: (whole) => (whole > 2 ? 0 : 1) },
]

export function figure(decimal: string, lang: Lang, digits = 4): Figure {
  const count = scaled(decimal, 0)
  const scales = lang === 'zh' ? chinese : english
  const index = scales.findIndex((scale) => magnitude(count) >= scale.from)
  const scale = scales[index]
  if (scale === undefined) return { digits: printed(count, 0, true), scale: '' }
  const rounded = roundTo(count, scale, digits)
  const larger = scales[index - 1]
  // 99,999,999 rounds to 10,000.0 万: that is 1.00 亿.
  if (larger !== undefined && magnitude(rounded.count) >= larger.from) return drawn(roundTo(count, larger, digits), larger)
  return drawn(rounded, scale)
}

interface Rounded {
  /** In units of the last place shown. */
  value: bigint
  places: number
  /** The same in units. */
  count: bigint
}

function roundTo(count: bigint, scale: Scale, digits: number): Rounded {
  const first = divide(count, scale.power, scale.places(digitsOf(count / 10n ** BigInt(scale.power)), digits))
  // A carry adds a digit in front: 99,996 is 10.00 万, not 10.000 万.
  return divide(count, scale.power, scale.places(digitsOf(first.count / 10n ** BigInt(scale.power)), digits))
}

function divide(count: bigint, power: number, places: number): Rounded {
  const divisor = 10n ** BigInt(power - places)
  const rounded = (magnitude(count) + divisor / 2n) / divisor
  const value = count < 0n ? -rounded : rounded
  return { value, places, count: value * divisor }
}

function drawn(rounded: Rounded, scale: Scale): Figure {
  return { digits: printed(rounded.value, rounded.places, true), scale: scale.word }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

function digitsOf(value: bigint): number {
  return magnitude(value).toString().length
}

/** A change with its sign; direction is what the arrow and the colour follow. */
export function change(decimal: string, lang: Lang): Figure & { direction: -1 | 0 | 1 } {
  const shown = figure(decimal, lang, 3)
  const value = scaled(decimal, 0)
  if (value > 0n) return { ...shown, digits: `+${shown.digits}`, direction: 1 }
  return { ...shown, direction: value < 0n ? -1 : 0 }
}
