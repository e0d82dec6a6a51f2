// How a decimal of the server stands on the page: its own digits, with commas between thousands and a real minus.
// Nothing is rounded: what is printed can be put into a spreadsheet.
import { minus } from '../../paint/decimal'

export function grouped(decimal: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(decimal)
  if (match === null) return decimal
  const [, sign = '', whole = '', part = ''] = match
  return `${sign === '' ? '' : minus}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${part}`
}

/** A value with its unit; indicators without one say so by a dash. */
export function measured(value: string, unit: string): string {
  if (unit === '' || unit === '–') return grouped(value)
  return unit === '%' ? `${grouped(value)}%` : `${grouped(value)} ${unit}`
}
