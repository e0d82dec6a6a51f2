// Keeps the last good snapshot over a reload of the page, with the time it is of. What is read back goes through the
// same check as what comes from the wire: a build that knows other fields refuses it.
import { readFrame, type Snap } from '../wire'
import type { Sync } from './freshness'

export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export interface Kept {
  frame: Snap
  sync: Sync
}

export interface Step { epoch: string; seq: number }
interface Seen extends Step { asOf: number; now: number; wall: number }

const frameKey = (topic: string): string => `unionscreen.frame.${topic}`
const seenKey = (topic: string): string => `unionscreen.seen.${topic}`

/**
 * written is the snapshot as it came, null when the one kept already is the one shown; step names the one shown.
 * wall is the device's clock (Date.now()), the only one that survives a reload.
 */
export function keep(shelf: Shelf, topic: string, written: string | null, step: Step, sync: Sync, wall: number): void {
  try {
    if (written !== null) shelf.setItem(frameKey(topic), written)
    const seen: Seen = { epoch: step.epoch, seq: step.seq, asOf: sync.asOf, now: sync.now, wall }
    shelf.setItem(seenKey(topic), JSON.stringify(seen))
  } catch {
    // A full or forbidden store costs the picture after a reload, nothing else: the wall goes on without it.
    shelf.removeItem(frameKey(topic))
  }
}

/** running is the page's clock now. The time that passed while no page was open is read off the device's clock. */
export function recall(shelf: Shelf, topic: string, running: number, wall: number): Kept | null {
  try {
    const written = shelf.getItem(frameKey(topic))
    const seen: unknown = JSON.parse(shelf.getItem(seenKey(topic)) ?? 'null')
    if (written === null || !isSeen(seen)) return null
    const frame = readFrame(written)
    // The two entries are written one after the other: a stop between them must not make old figures look newer.
    if (frame.t !== 'snap' || frame.epoch !== seen.epoch || frame.seq !== seen.seq) return null
    return { frame, sync: { asOf: seen.asOf, now: seen.now + Math.max(0, wall - seen.wall), at: running } }
  } catch {
    return null
  }
}

function isSeen(value: unknown): value is Seen {
  if (typeof value !== 'object' || value === null) return false
  const numbers = ['seq', 'asOf', 'now', 'wall'].every((name) => Number.isFinite(Reflect.get(value, name)))
  return numbers && typeof Reflect.get(value, 'epoch') === 'string'
}
