// How a decimal of the server stands on the page: its own digits, with commas between thousands and a real minus.
// Marks are never
// rounded: what is printed can be put into a spreadsheet.
import { minus } from '../../paint/decimal'

export function grouped(decimal: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(decimal)
  if (match === null) return decimal
  const [, sign = '', whole = '', part = ''] = match
  return `${sign === '' ? '' : minus}${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}${part}`
}

/** What stands after a value; indicators without a unit say so by a dash. */
export function unitAfter(unit: string): string {
  if (unit === '' || unit === '–') return ''
  return unit === '%' ? '%' : ` ${unit}`
}
