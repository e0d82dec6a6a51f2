// A sparkline as SVG paths. The last day of a flow is not over: it is drawn apart, so that a morning does not look
// like a fall.

export interface Spark {
  /** The closed days. */
  line: string
  /** From the last closed day to today; "" when there is nothing to join. */
  open: string
  dot: { x: number; y: number }
}

/** values, oldest first; "" is a day without a value. Null when there are not two points. */
export function spark(values: readonly string[], width: number, height: number, lastIsOpen: boolean): Spark | null {
  const numbers = values.map((value) => (value === '' ? null : Number(value)))
  const known = numbers.filter((value): value is number => value !== null)
  if (known.length < 2) return null
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const points = numbers.flatMap((value, index) => (value === null
    ? []
    : [{ x: round((index / (numbers.length - 1)) * width), y: round(span === 0 ? height / 2 : height - ((value - low) / span) * height) }]))
  const last = points[points.length - 1]
  const before = points[points.length - 2]
  if (last === undefined || before === undefined) return null
  const closed = lastIsOpen ? points.slice(0, -1) : points
  return { line: path(closed), open: lastIsOpen ? path([before, last]) : '', dot: last }
}

function path(points: { x: number; y: number }[]): string {
  return points.length < 2 ? '' : points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
