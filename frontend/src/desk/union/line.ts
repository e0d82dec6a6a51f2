// The line of ranks as SVG geometry: the first rank on top, a gap where there was no rank, a new line in a new group.
import { civil, type Civil } from '../../paint/time'
import type { TrendPoint } from '../wire/trend'

export interface Dot { x: number; y: number; rank: number; of: number; labelled: boolean; below: boolean; last: boolean; at: Civil; total: string }
export interface Tick { y: number; rank: number }
/** month: the tick names the whole month, else the day. end: its words end at x, for there is no room beyond. */
export interface Stop { x: number; at: Civil; month: boolean; end: boolean }
export interface RankLine { paths: string[]; dots: Dot[]; ticks: Tick[]; stops: Stop[] }

export interface Frame { left: number; right: number; top: number; bottom: number }

/** Pixels between two labels that do not touch. */
const labelRoom = 44
/** Nearer than this to the right end half a date has no room. */
const edge = 40
/** Up to so many points each has its mark. */
const fewPoints = 14

/** Null without a single rank. */
export function rankLine(points: readonly TrendPoint[], frame: Frame): RankLine | null {
  const ranked = points.filter((point) => point.rank > 0)
  const first = points[0]
  const last = points[points.length - 1]
  if (ranked.length === 0 || first === undefined || last === undefined) return null
  const span = last.at - first.at
  const x = (point: TrendPoint): number => round(span === 0 ? (frame.left + frame.right) / 2 : frame.left + ((point.at - first.at) / span) * (frame.right - frame.left))
  const ranks = ranksShown(ranked)
  const top = ranks[0] ?? 1
  const depth = Math.max(1, (ranks[ranks.length - 1] ?? top) - top)
  const y = (rank: number): number => round(frame.top + ((rank - top) / depth) * (frame.bottom - frame.top))
  const labelled = labels(ranked, x)
  return {
    // h0: a single rank between two gaps is drawn as a dot by the round end of the line.
    paths: runs(points).map((run) => `${run.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point)} ${y(point.rank)}`).join('')}${run.length === 1 ? 'h0' : ''}`),
    dots: ranked.map((point, index) => ({
      x: x(point), y: y(point.rank), rank: point.rank, of: point.of, total: point.total, at: civil(point.at, point.zone),
      // Where the line comes down from above, the number stands below.
      labelled: labelled.has(point), below: point.rank > (ranked[index - 1]?.rank ?? point.rank), last: point === ranked[ranked.length - 1],
    })),
    ticks: ranks.map((rank) => ({ y: y(rank), rank })),
    stops: stops(points, x).map((stop) => (stop.x > frame.right - edge ? { ...stop, x: frame.right + edge / 2, end: true } : stop)),
  }
}

/** Unbroken stretches of ranks within one group. */
function runs(points: readonly TrendPoint[]): TrendPoint[][] {
  const out: TrendPoint[][] = []
  let before: TrendPoint | null = null
  for (const point of points) {
    if (point.rank > 0) {
      const current = out[out.length - 1]
      if (before === null || before.rank === 0 || before.group !== point.group || current === undefined) out.push([point])
      else current.push(point)
    }
    before = point
  }
  return out
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** Which ranks have a line: round ones around those that were held, the first on top. */
function ranksShown(ranked: readonly TrendPoint[]): number[] {
  const best = Math.min(...ranked.map((point) => point.rank))
  const worst = Math.max(...ranked.map((point) => point.rank))
  const step = steps.find((candidate) => (worst - best) / candidate <= 4) ?? 1000
  const top = Math.max(1, Math.floor((best - 1) / step) * step)
  const out = [top]
  let next = (Math.floor(top / step) + 1) * step
  while (next < worst) {
    out.push(next)
    next += step
  }
  out.push(next)
  // A rank that was held all along stands between lines too: better ones above, as far as there are any.
  while (out.length < 3) {
    if ((out[0] ?? 1) > 1) out.unshift(Math.max(1, (out[0] ?? 1) - step))
    else out.push((out[out.length - 1] ?? 0) + step)
  }
  return out
}

/** The last point always, the first, and those between that have room; of a long row only where the rank changed. */
function labels(ranked: readonly TrendPoint[], x: (point: TrendPoint) => number): Set<TrendPoint> {
  const out = new Set<TrendPoint>()
  const last = ranked[ranked.length - 1]
  if (last === undefined) return out
  let right = -Infinity
  let shown = 0
  for (const point of ranked) {
    const changed = ranked.length <= fewPoints || point.rank !== shown
    if (changed && x(point) - right >= labelRoom && x(last) - x(point) >= labelRoom) {
      out.add(point)
      right = x(point)
      shown = point.rank
    }
  }
  return out.add(last)
}

/** Below the line: the first point of each month; within two months some days. */
function stops(points: readonly TrendPoint[], x: (point: TrendPoint) => number): Stop[] {
  const all = points.map((point) => ({ x: x(point), at: civil(point.at, point.zone) }))
  const months = all.filter((stop, index) => index === 0 || stop.at.month !== all[index - 1]?.at.month)
  const month = months.length >= 3
  // A row that begins in a month's last days has no room for that month's name.
  const whole = month && (months[1]?.x ?? Infinity) - (months[0]?.x ?? 0) < labelRoom ? months.slice(1) : months
  let right = -Infinity
  const spaced: Stop[] = []
  for (const stop of month ? whole : all) {
    if (stop.x - right < (month ? labelRoom : 2 * labelRoom)) continue
    spaced.push({ ...stop, month, end: false })
    right = stop.x
  }
  return spaced
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
