import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { keep, recall, type Shelf } from './keep.ts'

const written = readFileSync(new URL('../../../dashboard/push/testdata/frames/snap.json', import.meta.url), 'utf8')
const step = { epoch: '5f0c2a71b3d94e08', seq: 57 }
const sync = { asOf: 100_000, now: 101_000, at: 5_000 }

function shelfOf(limit = Number.POSITIVE_INFINITY): Shelf & { items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      if (value.length > limit) throw new DOMException('full', 'QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key) => { items.delete(key) },
  }
}

describe('the kept snapshot', () => {
  it('comes back with its age, the time between read off the device\'s clock', () => {
    const shelf = shelfOf()
    keep(shelf, 'wall:current', written, step, sync, 1_000_000)
    const kept = recall(shelf, 'wall:current', 700, 1_120_000)
    expect(kept?.frame.seq).toBe(57)
    expect(kept?.sync).toEqual({ asOf: 100_000, now: 221_000, at: 700 })
  })

  it('is no younger than it was when the device\'s clock was set back', () => {
    const shelf = shelfOf()
    keep(shelf, 'wall:current', written, step, sync, 1_000_000)
    expect(recall(shelf, 'wall:current', 0, 900_000)?.sync.now).toBe(101_000)
  })

  it('is not vouched for by the time of another step', () => {
    const shelf = shelfOf()
    keep(shelf, 'wall:current', written, step, sync, 1_000_000)
    keep(shelf, 'wall:current', null, { ...step, seq: 58 }, { ...sync, asOf: 200_000 }, 1_010_000)
    expect(recall(shelf, 'wall:current', 0, 1_010_000)).toBeNull()
  })

  it('is of its own topic', () => {
    const shelf = shelfOf()
    keep(shelf, 'wall:2026-Q3', written, step, sync, 1_000_000)
    expect(recall(shelf, 'wall:current', 0, 1_000_000)).toBeNull()
  })

  it.each(['{', '{"t":"hb"}', 'null', written.replace('"first_event": true', '"first_event": "yes"')])('is refused when it does not read: %#', (broken) => {
    const shelf = shelfOf()
    keep(shelf, 'wall:current', broken, step, sync, 1_000_000)
    expect(recall(shelf, 'wall:current', 0, 1_000_000)).toBeNull()
  })

  it('is done without where the store is full', () => {
    const shelf = shelfOf(1_000)
    keep(shelf, 'wall:current', written, step, sync, 1_000_000)
    expect(recall(shelf, 'wall:current', 0, 1_000_000)).toBeNull()
    expect(shelf.items.size).toBe(0)
  })
})
