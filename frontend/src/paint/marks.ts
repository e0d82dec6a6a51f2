// How marks and values look on the desk, and how wide the parts of a bar are. Figures stay the server's strings; only
// widths are numbers.
import { scaled } from './decimal'
import { headingOf, headings, type Heading } from './headings'

/** Below this share of an item's points a cell is shaded, in percent. */
export const lowPercent = 72

/** Whether marks are below the share of their points that is called low; an item that does not apply never is. */
export function isLow(marks: string, points: string): boolean {
  if (marks === '' || points === '') return false
  return scaled(marks, 6) * 100n < scaled(points, 6) * BigInt(lowPercent)
}

/** What an item cost, exactly, with as many places as its marks have; "" when it cost nothing or does not apply. */
export function lostOf(marks: string, points: string): string {
  if (marks === '' || points === '') return ''
  const places = Math.max(placesOf(marks), placesOf(points))
  const lost = scaled(points, places) - scaled(marks, places)
  if (lost <= 0n) return ''
  const digits = lost.toString().padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

function placesOf(decimal: string): number {
  return decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0
}

/** A value in full: commas, no zeros behind that say nothing, U+2212 for a minus. */
export function exact(decimal: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal)
  if (match === null) return decimal
  const [, sign = '', whole = '', part = ''] = match
  const kept = part.replace(/0+$/, '')
  return `${sign === '-' ? '\u2212' : ''}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${kept === '' ? '' : `.${kept}`}`
}

/** A measured value as a table shows it: not more than two places, half up. Marks are never rounded, and neither is a formula. */
export function brief(decimal: string): string {
  const match = /^(-?)(\d+\.\d{2})(\d)/.exec(decimal)
  if (match === null) return decimal
  const [, sign = '', kept = '', next = ''] = match
  const hundredths = (scaled(kept, 2) + (next >= '5' ? 1n : 0n)).toString().padStart(3, '0')
  return `${sign}${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`
}

export interface Part { heading: Heading; percent: number }

export interface Composed {
  indicator: string
  marks: string
}

/** The parts of a bar whose whole length is the full marks: one per heading, in the order of the headings. */
export function partsOf(items: readonly Composed[], sum: string, base: string, fullMarks: string): Part[] {
  const full = Number(fullMarks)
  if (!(full > 0)) return []
  // A row that was scaled up fills as much as its base says.
  const factor = sum !== '' && Number(sum) > 0 ? Number(base) / Number(sum) : 1
  return headings.flatMap((heading) => {
    const marks = items.filter((item) => headingOf(item.indicator) === heading).reduce((total, item) => total + Number(item.marks || 0), 0)
    const percent = Math.min(100, (marks * factor * 100) / full)
    return percent > 0 ? [{ heading, percent: Math.round(percent * 100) / 100 }] : []
  })
}
