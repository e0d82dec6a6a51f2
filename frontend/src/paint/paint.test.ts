import { describe, expect, it } from 'vitest'
import { bars } from './bars.ts'
import { fitted, widthInEm } from './fit.ts'
import { movesBetween, type Place } from './moves.ts'
import { rampStep } from './ramp.ts'
import { medalRows, scoreTexts } from './score.ts'
import { spark } from './spark.ts'
import { civil, clockText, daysUntil, spanOf, timeText } from './time.ts'

const units = (...pairs: [number, string][]): { rank: number; total: string }[] => pairs.map(([rank, total]) => ({ rank, total }))

describe('scores', () => {
  it('have one decimal where that tells the ranks apart', () => {
    expect(scoreTexts(units([1, '96.64'], [2, '94.95'], [3, '93.81']))).toEqual(['96.6', '95.0', '93.8'])
  })
  it('have two where one would make rows of different rank look equal, in both', () => {
    expect(scoreTexts(units([1, '96.64'], [2, '94.93'], [3, '94.88'], [4, '80.00']))).toEqual(['96.6', '94.93', '94.88', '80.0'])
  })
  it('keep one decimal for a tie', () => {
    expect(scoreTexts(units([1, '87.36'], [1, '87.36'], [2, '80.01']))).toEqual(['87.4', '87.4', '80.0'])
  })
  it('are empty without a total', () => {
    expect(scoreTexts(units([1, '87.36'], [0, '']))).toEqual(['87.4', ''])
  })
})

describe('medal rows', () => {
  it.each([
    ['three', units([1, '9'], [2, '8'], [3, '7'], [4, '6']), 3],
    ['who is tied with the third too', units([1, '9'], [2, '8'], [3, '7'], [3, '7'], [4, '6']), 4],
    ['a crowd at the third place is no podium', units([1, '9'], [2, '8'], [3, '7'], [3, '7'], [3, '7'], [3, '7']), 2],
    ['nobody when all are equal', units([1, '0'], [1, '0'], [1, '0'], [1, '0'], [1, '0'], [1, '0']), 0],
    ['no more than have a rank', units([1, '9'], [0, ''], [0, '']), 1],
    ['none in a group without ranks', units([0, ''], [0, '']), 0],
    ['dense ties before the third', units([1, '9'], [1, '9'], [2, '8'], [3, '7']), 3],
  ])('%s', (_, group, count) => expect(medalRows(group)).toBe(count))
})

describe('bars', () => {
  it('diverge from the mean, the longest filling its half', () => {
    expect(bars(['90', '80', '65', ''], '80')).toEqual([{ side: 'above', share: 10 / 15 }, { side: 'above', share: 0 }, { side: 'below', share: 1 }, null])
  })
  it('do not blow up hundredths', () => {
    expect(bars(['80.05', '79.95'], '80')[0]?.share).toBeCloseTo(0.05)
  })
  it('are not there without a mean', () => expect(bars(['80'], '')).toEqual([null]))
})

describe('ramp', () => {
  const cuts = ['70', '78', '84', '89', '93']
  it.each([['69.99', 0], ['70', 1], ['70.00', 1], ['83.99', 2], ['92.99', 4], ['93', 5], ['100', 5]] as const)('%s is step %i', (total, step) => {
    expect(rampStep(total, cuts)).toBe(step)
  })
})

describe('sparklines', () => {
  it('span the box', () => {
    expect(spark(['0', '5', '10'], 100, 40, false)).toEqual({ line: 'M0 40L50 20L100 0', open: '', dot: { x: 100, y: 0 } })
  })
  it('draw the day that is not over apart', () => {
    expect(spark(['10', '10', '0'], 100, 40, true)).toEqual({ line: 'M0 0L50 0', open: 'M50 0L100 40', dot: { x: 100, y: 40 } })
  })
  it('leave days without a value out and stay level for equal ones', () => {
    expect(spark(['7', '', '7'], 100, 40, false)?.line).toBe('M0 20L100 20')
  })
  it('are not there for a single day', () => expect(spark(['3'], 100, 40, false)).toBeNull())
})

describe('time', () => {
  it('is the server\'s zone', () => {
    const at = civil(Date.parse('2026-11-21T18:24:08Z'), 480)
    expect([clockText(at), timeText(at), at.month, at.day, at.weekday]).toEqual(['02:24', '02:24:08', 11, 22, 0])
  })
  it('counts spans down to seconds', () => {
    expect(spanOf(((2 * 24 + 3) * 3600 + 4 * 60 + 5) * 1000 + 999)).toEqual({ days: 2, hours: 3, minutes: 4, seconds: 5 })
    expect(spanOf(-5)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 })
  })
  it('counts the day that has begun', () => {
    const end = Date.parse('2027-01-01T00:00:00+08:00')
    expect(daysUntil(Date.parse('2026-11-21T10:24:12+08:00'), end)).toBe(41)
    expect(daysUntil(Date.parse('2026-12-31T00:00:00+08:00'), end)).toBe(1)
    expect(daysUntil(end + 1, end)).toBe(0)
  })
})

describe('fit', () => {
  it('counts Han signs as one em', () => expect(widthInEm('县（市、区）')).toBeCloseTo(6))
  it('shrinks only what is too long, and not without end', () => {
    expect(fitted('澄湖区', 25, 100, 15)).toBe(25)
    expect(fitted('新就业形态工会', 25, 140, 15)).toBe(20)
    expect(fitted('新就业形态劳动者工会联合会', 25, 60, 15)).toBe(15)
  })
})

describe('moves', () => {
  const order = (...keys: string[]): Map<string, Place> => new Map(keys.map((key, at) => [key, { column: 0, at }]))
  it('names who rises and who falls', () => {
    expect([...movesBetween(order('a', 'b', 'c'), order('b', 'a', 'c')).motions]).toEqual([['b', 'rise'], ['a', 'fall']])
  })
  it('does not fly over to another column', () => {
    const after = new Map(order('a', 'b')).set('b', { column: 1, at: 0 })
    expect([...movesBetween(order('a', 'b'), after).motions]).toEqual([['b', 'appear']])
  })
  it('fades all at more than six', () => {
    const six = movesBetween(order('a', 'b', 'c', 'd', 'e', 'f', 'g'), order('b', 'a', 'd', 'c', 'f', 'e', 'g'))
    expect([six.fade, six.motions.size]).toEqual([false, 6])
    expect(movesBetween(order('a', 'b', 'c', 'd', 'e', 'f', 'g'), order('g', 'a', 'b', 'c', 'd', 'e', 'f'))).toEqual({ fade: true, motions: new Map() })
  })
  it('is quiet when nothing moves', () => expect(movesBetween(order('a', 'b'), order('a', 'b'))).toEqual({ fade: false, motions: new Map() }))
})
