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

/** What is shown is known to be incomplete or of another life of the server: only a snapshot mends it. */
type Standing = 'good' | 'behind'

export class BoardStore {
  private shown: Shown | null = null
  private pending: { frame: Snap; at: number } | null = null
  private sync: Sync | null = null
  private committed = Number.NEGATIVE_INFINITY
  private standing: Standing = 'behind'

  constructor(private readonly config: BoardConfig, private readonly deps: BoardDeps) {}

  receive(frame: Frame): void {
    if (frame.t === 'snap') this.snap(frame)
    else if (frame.t === 'hb') this.beat(frame)
    else if (frame.t === 'err') this.deps.fault(frame.code)
    // This build applies whole snapshots only: a delta tells it that it has fallen behind.
    else this.fallBehind()
  }

  /** A frame could not be read: it may have been a snapshot, so what is shown is no longer vouched for. */
  fallBehind(): void {
    this.standing = 'behind'
    this.deps.gap()
  }

  /** Puts a board back that an earlier life of the page has kept; the server has not vouched for it yet. */
  restore(kept: Shown, keptSync: Sync): void {
    if (this.shown !== null || this.pending !== null) return
    this.shown = kept
    this.deps.commit(kept)
    this.set(keptSync)
  }

  private snap(frame: Snap): void {
    if (!this.wanted(frame.topic) || this.older(frame)) return
    const first = this.pending === null
    this.pending = { frame, at: this.deps.now() }
    this.standing = 'good'
    if (first) this.deps.later(() => this.commit(), Math.max(0, this.committed + this.config.batch - this.deps.now()))
  }

  private commit(): void {
    if (this.pending === null) return
    const { frame, at } = this.pending
    this.pending = null
    this.committed = this.deps.now()
    this.shown = { topic: frame.topic, epoch: frame.epoch, seq: frame.seq, board: frame.board }
    this.deps.commit(this.shown)
    this.set({ asOf: frame.asOf, now: frame.now, at })
  }

  private beat(frame: Beat): void {
    if (frame.topic === null || !this.wanted(frame.topic)) {
      // Not subscribed: the server knew no such topic when we asked; it may by now.
      if (frame.topic === null) this.deps.gap()
      return
    }
    const newest = this.pending?.frame ?? this.shown
    // seq 0: the server has no board of the topic yet.
    if (frame.seq > 0 && (newest === null || frame.epoch !== newest.epoch)) this.standing = 'behind'
    if (frame.seq > 0 && this.standing === 'behind') this.deps.gap()
    if (this.pending !== null) this.carry(this.pending, frame)
    if (this.sync !== null) this.set(afterBeat(this.sync, frame, this.pending === null && this.vouches(frame, newest), this.deps.now()))
  }

  /** A beat of the same epoch and no earlier step says: nothing has changed since the newest snapshot, up to its as_of. */
  private vouches(frame: Beat, newest: Snap | Shown | null): boolean {
    return this.standing === 'good' && newest !== null && frame.epoch === newest.epoch && frame.seq >= newest.seq
  }

  private carry(pending: { frame: Snap; at: number }, beat: Beat): void {
    if (beat.asOf === null || !this.vouches(beat, pending.frame)) return
    this.pending = { frame: { ...pending.frame, asOf: Math.max(pending.frame.asOf, beat.asOf), now: beat.now }, at: this.deps.now() }
  }

  private wanted(topic: string): boolean {
    return this.config.topic === currentTopic ? topic.startsWith('wall:') : topic === this.config.topic
  }

  private older(frame: Snap): boolean {
    const newest = this.pending?.frame ?? this.shown
    return this.standing === 'good' && newest !== null && frame.topic === newest.topic && frame.epoch === newest.epoch && frame.seq < newest.seq
  }

  private set(next: Sync): void {
    this.sync = next
    this.deps.sync(next)
  }
}
