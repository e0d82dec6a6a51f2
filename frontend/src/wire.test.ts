import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFrame, WireError, type Snap } from './wire.ts'

// The same files that the Go tests hold the hub to.
const frames = new URL('../../dashboard/push/testdata/frames/', import.meta.url)
const golden = (name: string): string => readFileSync(new URL(name, frames), 'utf8')

function snapOf(written: string): Snap {
  const frame = readFrame(written)
  if (frame.t !== 'snap') throw new Error(`a ${frame.t} frame`)
  return frame
}

/** The golden snapshot with one place changed. */
function changed(path: (string | number)[], value: unknown): string {
  const parsed: unknown = JSON.parse(golden('snap.json'))
  let at: unknown = parsed
  for (const step of path.slice(0, -1)) at = Reflect.get(Object(at), step)
  Reflect.set(Object(at), path[path.length - 1] ?? '', value)
  return JSON.stringify(parsed)
}

describe('golden frames', () => {
  it('reads the snapshot of a busy morning', () => {
    const frame = snapOf(golden('snap.json'))
    expect([frame.topic, frame.epoch, frame.seq]).toEqual(['wall:2026-Q4', '5f0c2a71b3d94e08', 57])
    expect(new Date(frame.asOf).toISOString()).toBe('2026-11-21T02:24:11.250Z')
    expect(new Date(frame.now).toISOString()).toBe('2026-11-21T02:24:12.345Z')
    const { board } = frame
    expect(board.owner.shortName).toBe('云汀市')
    expect([board.period.kind, board.period.zone, new Date(board.period.end).toISOString()]).toEqual(['quarter', 480, '2026-12-31T16:00:00.000Z'])
    expect(board.groups.map((group) => [group.id, group.units.length])).toEqual([['county', 15], ['industry', 11], ['direct', 4]])
    expect(board.head.map((head) => head.indicator)).toEqual(['articles', 'reads', 'verified_members', 'applications', 'completions'])
    expect(board.overdue).toMatchObject({ total: 17, unions: 4 })
    expect(board.ramp).toEqual(['70', '78', '84', '89', '93'])
    expect(board.groups[1]?.units.filter((unit) => unit.tied).map((unit) => [unit.shortName, unit.rank])).toEqual([['交通运输', 3], ['能源电力', 3]])
  })

  it('keeps not applicable and no data apart from a value', () => {
    const { board } = snapOf(golden('snap.json'))
    const items = board.groups.flatMap((group) => group.units).flatMap((unit) => unit.items)
    expect(items.filter((item) => item.state === 'not_applicable').every((item) => item.value === '')).toBe(true)
    expect(items.filter((item) => item.state === 'no_data').map((item) => item.value)).toEqual([''])
  })

  it('reads an empty period without making up figures', () => {
    const { board } = snapOf(golden('snap-empty.json'))
    expect(board.firstEvent).toBe(false)
    expect(board.head.map((head) => [head.state, head.value])).toEqual(Array.from({ length: 5 }, () => ['no_data', '']))
    expect(new Set(board.groups.flatMap((group) => group.units.map((unit) => `${unit.rank}${unit.total}`)))).toEqual(new Set(['0']))
  })

  it('reads heartbeats, also those that vouch for nothing yet', () => {
    expect(readFrame(golden('hb.json'))).toMatchObject({ t: 'hb', topic: 'wall:2026-Q4', seq: 57 })
    expect(readFrame(golden('hb-waiting.json'))).toMatchObject({ t: 'hb', epoch: '', seq: 0, asOf: null })
    expect(readFrame(golden('hb-unsubscribed.json'))).toMatchObject({ t: 'hb', topic: null })
  })

  it('reads a refusal', () => {
    expect(readFrame(golden('err.json'))).toMatchObject({ t: 'err', code: 'unknown_topic' })
  })
})

describe('frames that are refused', () => {
  it.each([
    ['no JSON', '{', 'frame: wanted JSON'],
    ['a list', '[]', 'frame: wanted an object'],
    ['an unknown kind', '{"t":"hello"}', 't: wanted one of snap, hb, delta, err'],
    ['a client\'s own frame', golden('sub.json'), 't: wanted one of'],
    ['a step below zero', changed(['seq'], -1), 'seq: wanted an integer from 0'],
    ['half a step', changed(['seq'], 57.5), 'seq: wanted an integer'],
    ['an instant without an offset', changed(['now'], '2026-11-21T10:24:12'), 'now: wanted an instant'],
    ['an impossible instant', changed(['as_of'], '2026-13-21T10:24:12+08:00'), 'as_of: wanted an instant'],
    ['a score as a number', changed(['data', 'groups', 0, 'units', 0, 'total'], 96.6), 'data.groups[0].units[0].total: wanted a decimal'],
    ['a score in exponents', changed(['data', 'groups', 0, 'units', 0, 'total'], '9e1'), 'wanted a decimal'],
    ['a rank without a total', changed(['data', 'groups', 0, 'units', 0, 'total'], ''), 'wanted a total, as there is a rank'],
    ['a value that is not there', changed(['data', 'head', 1, 'value'], ''), 'data.head[1].value: wanted a value, as the state says'],
    ['an unknown state of a value', changed(['data', 'head', 1, 'state'], 'zero'), 'data.head[1].state: wanted one of'],
    ['an unknown state of the period', changed(['data', 'state'], 'thawed'), 'data.state: wanted one of'],
    ['a period that ends before it starts', changed(['data', 'period', 'end'], '2026-09-01T00:00:00+08:00'), 'data.period.end'],
    ['four cut points', changed(['data', 'ramp'], ['1', '2', '3', '4']), 'data.ramp: wanted five cut points'],
    ['cut points out of order', changed(['data', 'ramp'], ['70', '78', '77', '89', '93']), 'data.ramp: wanted ascending'],
    ['a union without a name', changed(['data', 'groups', 0, 'units', 0, 'name'], ''), 'data.groups[0].units[0].name'],
    ['a name of a million signs', changed(['data', 'groups', 0, 'units', 0, 'name'], '工'.repeat(1_000_000)), 'at most 1000 characters'],
  ])('%s', (_, written, message) => {
    expect(() => readFrame(written)).toThrow(WireError)
    expect(() => readFrame(written)).toThrow(message)
  })

  it('throws nothing but WireError, whatever is cut off', () => {
    const whole = golden('snap-empty.json').replace(/\s+/g, ' ')
    for (let length = 0; length < whole.length - 2; length += 97) expect(() => readFrame(whole.slice(0, length))).toThrow(WireError)
  })
})

describe('shapes that Go writes', () => {
  it('takes null for an empty list', () => {
    expect(snapOf(changed(['data', 'overdue', 'rows'], null)).board.overdue.rows).toEqual([])
  })

  it('drops a value that its state denies', () => {
    const { board } = snapOf(changed(['data', 'head', 0, 'state'], 'no_data'))
    expect(board.head[0]).toMatchObject({ state: 'no_data', value: '' })
  })
})
