// A union's standing over time as /api/v1/unions/{code}/trend answers it.
import { decimal, fields, filled, instant, integer, list, offset, text, WireError } from '../../check'

/** rank 0: the union had none. zone is the offset from UTC in minutes that the server writes its times with. */
export interface TrendPoint { at: number; zone: number; period: string; group: string; rank: number; of: number; total: string; fullMarks: string }

export function readTrend(value: unknown, at: string): TrendPoint[] {
  const f = fields(value, at)
  filled(f.union, `${at}.union`)
  const points = list(f.points, `${at}.points`, readPoint)
  const back = points.findIndex((point, index) => point.at <= (points[index - 1]?.at ?? -Infinity))
  if (back >= 0) throw new WireError(`${at}.points[${back}].at`, 'a later instant than the one before')
  return points
}

function readPoint(value: unknown, at: string): TrendPoint {
  const f = fields(value, at)
  return {
    at: instant(f.at, `${at}.at`), zone: offset(f.at, `${at}.at`), period: filled(f.period, `${at}.period`), group: text(f.group, `${at}.group`),
    rank: integer(f.rank, `${at}.rank`), of: integer(f.of, `${at}.of`), total: decimal(f.total, `${at}.total`), fullMarks: decimal(f.full_marks, `${at}.full_marks`),
  }
}
