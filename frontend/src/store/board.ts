// The board on the glass: takes snapshots and heartbeats, holds back what comes faster than the eye follows, and
// commits one whole board at a time, so that every pane shows the same step. Knows no Vue and no browser.
import type { Beat, Board, Frame, Snap } from '../wire'
import { afterBeat, type Sync } from './freshness'

export interface Shown {
  topic: string
  epoch: string
  seq: number
  board: Board
}

export interface BoardConfig {
  topic: string
  /** Shortest time between two commits, in milliseconds. */
  batch: number
}

export const defaultBatch = 3_000

/** The topic that the server resolves to the period which runs now. */
export const currentTopic = 'wall:current'

export interface BoardDeps {
  /** Milliseconds on a clock that never jumps. */
  now(): number
  /** Runs in ms milliseconds, in step with the screen. */
  later(run: () => void, ms: number): void
  commit(shown: Shown): void
  sync(sync: Sync): void
  fault(code: string): void
  /** Something was missed: a whole snapshot is wanted. */
  gap(): void
}

export interface BoardStore {
  receive(frame: Frame): void
  /** Puts a board back that an earlier life of the page has kept. */
  restore(shown: Shown, sync: Sync): void
}

export function createBoardStore(config: BoardConfig, deps: BoardDeps): BoardStore {
  let shown: Shown | null = null
  let pending: Snap | null = null
  let pendingAt = 0
  let sync: Sync | null = null
  let committed = Number.NEGATIVE_INFINITY
  let restored = false

  function receive(frame: Frame): void {
    if (frame.t === 'snap') snap(frame)
    else if (frame.t === 'hb') beat(frame)
    else if (frame.t === 'err') deps.fault(frame.code)
    // Deltas are not applied by this build; the frames that follow are whole again once it has asked.
    else deps.gap()
  }

  function snap(frame: Snap): void {
    if (!wanted(frame.topic) || older(frame)) return
    const first = pending === null
    pending = frame
    pendingAt = deps.now()
    if (first) deps.later(commit, Math.max(0, committed + config.batch - deps.now()))
  }

  function commit(): void {
    if (pending === null) return
    const frame = pending
    pending = null
    restored = false
    committed = deps.now()
    shown = { topic: frame.topic, epoch: frame.epoch, seq: frame.seq, board: frame.board }
    deps.commit(shown)
    set({ asOf: frame.asOf, now: frame.now, at: pendingAt })
  }

  function beat(frame: Beat): void {
    if (frame.topic !== null && !wanted(frame.topic)) return
    const newest = pending ?? shown
    const sameStep = pending === null && shown !== null && !restored && frame.epoch === shown.epoch && frame.seq === shown.seq
    if (sync !== null) set(afterBeat(sync, frame, sameStep, deps.now()))
    if (pending !== null && frame.epoch === pending.epoch && frame.seq === pending.seq && frame.asOf !== null) {
      pending = { ...pending, asOf: Math.max(pending.asOf, frame.asOf), now: frame.now }
      pendingAt = deps.now()
    }
    // seq 0: the server itself has no board yet.
    const missed = frame.seq > 0 && frame.topic !== null
      && (newest === null || restored || frame.epoch !== newest.epoch || frame.seq > newest.seq)
    if (missed && pending === null) deps.gap()
  }

  function wanted(topic: string): boolean {
    return config.topic === currentTopic ? topic.startsWith('wall:') : topic === config.topic
  }

  function older(frame: Snap): boolean {
    const newest = pending ?? shown
    return newest !== null && !restored && frame.topic === newest.topic && frame.epoch === newest.epoch && frame.seq < newest.seq
  }

  function set(next: Sync): void {
    sync = next
    deps.sync(next)
  }

  return {
    receive,
    restore(kept, keptSync) {
      if (shown !== null || pending !== null) return
      shown = kept
      restored = true
      deps.commit(kept)
      set(keptSync)
    },
  }
}
