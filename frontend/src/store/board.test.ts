import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { readFrame, type Beat, type Snap } from '../wire.ts'
import { BoardStore, currentTopic, type Shown } from './board.ts'
import type { Sync } from './freshness.ts'

const golden = readFileSync(new URL('../../../dashboard/push/testdata/frames/snap.json', import.meta.url), 'utf8')

function snap(changes: Partial<Snap> = {}): Snap {
  const frame = readFrame(golden)
  if (frame.t !== 'snap') throw new Error('no snapshot')
  return { ...frame, ...changes }
}

function beat(changes: Partial<Beat> = {}): Beat {
  const base = snap()
  return { t: 'hb', topic: base.topic, epoch: base.epoch, seq: base.seq, asOf: base.asOf + 10_000, now: base.now + 10_000, ...changes }
}

/** A page with a clock that the test turns. */
class Page {
  clock = 0
  timers: { at: number; run: () => void }[] = []
  commits: Shown[] = []
  syncs: Sync[] = []
  faults: string[] = []
  gaps = 0
  store: BoardStore

  constructor(topic = 'wall:2026-Q4') {
    this.store = new BoardStore({ topic, batch: 3_000 }, {
      now: () => this.clock,
      later: (run, ms) => { this.timers.push({ at: this.clock + ms, run }) },
      commit: (shown) => { this.commits.push(shown) },
      sync: (sync) => { this.syncs.push(sync) },
      fault: (code) => { this.faults.push(code) },
      gap: () => { this.gaps += 1 },
    })
  }

  pass(ms: number): void {
    this.clock += ms
    const due = this.timers.filter((timer) => timer.at <= this.clock)
    this.timers = this.timers.filter((timer) => timer.at > this.clock)
    for (const timer of due) timer.run()
  }

  get seqs(): number[] {
    return this.commits.map((shown) => shown.seq)
  }

  get sync(): Sync | undefined {
    return this.syncs[this.syncs.length - 1]
  }
}

let page: Page
beforeEach(() => { page = new Page() })

describe('snapshots', () => {
  it('shows the first at once', () => {
    page.store.receive(snap())
    page.pass(0)
    expect(page.seqs).toEqual([57])
    expect(page.sync).toEqual({ asOf: snap().asOf, now: snap().now, at: 0 })
  })

  it('applies one board per three seconds, the newest', () => {
    for (let seq = 57; seq < 97; seq += 1) {
      page.store.receive(snap({ seq }))
      page.pass(100)
    }
    // The first at 0.1 s, then the newest of 3.1 s; what came after waits.
    expect(page.seqs).toEqual([57, 87])
    page.pass(3_000)
    expect(page.seqs).toEqual([57, 87, 96])
    page.pass(60_000)
    expect(page.seqs).toEqual([57, 87, 96])
  })

  it('ages a board from when it came, not from when it was shown', () => {
    page.store.receive(snap())
    page.pass(0)
    page.pass(1_000)
    page.store.receive(snap({ seq: 58, asOf: snap().asOf + 900, now: snap().now + 1_000 }))
    page.pass(2_000)
    expect(page.sync).toEqual({ asOf: snap().asOf + 900, now: snap().now + 1_000, at: 1_000 })
  })

  it('drops an older step of the same epoch, takes a lower one of a new epoch', () => {
    page.store.receive(snap())
    page.pass(5_000)
    page.store.receive(snap({ seq: 40 }))
    page.pass(5_000)
    expect(page.seqs).toEqual([57])
    page.store.receive(snap({ seq: 3, epoch: 'another' }))
    page.pass(5_000)
    expect(page.seqs).toEqual([57, 3])
  })

  it('takes only its own topic', () => {
    page.store.receive(snap({ topic: 'wall:2026-Q3' }))
    page.pass(5_000)
    expect(page.commits).toEqual([])
  })

  it('lets the server say which period is the current one', () => {
    page = new Page(currentTopic)
    page.store.receive(snap({ topic: 'wall:2026-Q4' }))
    page.pass(5_000)
    page.store.receive(snap({ topic: 'wall:2027-Q1', seq: 1 }))
    page.pass(5_000)
    page.store.receive(snap({ topic: 'union:3301:2027-Q1', seq: 2 }))
    page.pass(5_000)
    expect(page.commits.map((shown) => shown.topic)).toEqual(['wall:2026-Q4', 'wall:2027-Q1'])
  })
})

describe('heartbeats', () => {
  beforeEach(() => {
    page.store.receive(snap())
    page.pass(0)
  })

  it('carry the time on', () => {
    page.pass(10_000)
    page.store.receive(beat())
    expect(page.sync).toEqual({ asOf: snap().asOf + 10_000, now: snap().now + 10_000, at: 10_000 })
    expect(page.gaps).toBe(0)
  })

  it('of a later step without a snapshot say that nothing changed', () => {
    page.store.receive(beat({ seq: 91 }))
    expect(page.sync?.asOf).toBe(snap().asOf + 10_000)
  })

  it('of another epoch ask for a snapshot and vouch for nothing', () => {
    page.store.receive(beat({ epoch: 'another', seq: 2 }))
    expect(page.gaps).toBe(1)
    expect(page.sync?.asOf).toBe(snap().asOf)
  })

  it('vouch for nothing after a frame that could not be read, until a snapshot comes', () => {
    page.store.fallBehind()
    expect(page.gaps).toBe(1)
    page.store.receive(beat())
    expect(page.sync?.asOf).toBe(snap().asOf)
    expect(page.gaps).toBe(2)
    page.store.receive(snap({ seq: 58, asOf: snap().asOf + 11_000 }))
    page.pass(3_000)
    expect(page.sync?.asOf).toBe(snap().asOf + 11_000)
    page.store.receive(beat({ seq: 58, asOf: snap().asOf + 20_000 }))
    expect(page.sync?.asOf).toBe(snap().asOf + 20_000)
    expect(page.gaps).toBe(2)
  })

  it('of a snapshot that waits for its turn vouch for that one', () => {
    page.pass(1_000)
    page.store.receive(snap({ seq: 58, asOf: snap().asOf + 1_000 }))
    page.store.receive(beat({ seq: 58, asOf: snap().asOf + 1_500, now: snap().now + 1_500 }))
    expect(page.sync?.asOf).toBe(snap().asOf)
    page.pass(3_000)
    expect(page.sync?.asOf).toBe(snap().asOf + 1_500)
  })

  it('without a topic ask again: the server knew none when it was asked', () => {
    page.store.receive(beat({ topic: null }))
    expect(page.gaps).toBe(1)
  })
})

describe('other frames', () => {
  it('takes a delta for a gap', () => {
    page.store.receive(snap())
    page.pass(0)
    page.store.receive({ t: 'delta', topic: 'wall:2026-Q4', seq: 58 })
    expect(page.gaps).toBe(1)
    page.store.receive(beat({ seq: 58 }))
    expect(page.sync?.asOf).toBe(snap().asOf)
  })

  it('hands a refusal on', () => {
    page.store.receive({ t: 'err', code: 'unknown_topic', message: '' })
    expect(page.faults).toEqual(['unknown_topic'])
  })

  it('waits for a server that has no board yet', () => {
    page.store.receive(beat({ seq: 0, asOf: null }))
    expect([page.gaps, page.commits.length]).toEqual([0, 0])
  })
})

describe('a kept board', () => {
  const kept = (): Shown => ({ topic: snap().topic, epoch: snap().epoch, seq: 50, board: snap().board })
  it('is shown with its own time and gives way to the server\'s', () => {
    const sync = { asOf: 1_000, now: 2_000, at: 0 }
    page.store.restore(kept(), sync)
    expect([page.seqs, page.sync]).toEqual([[50], sync])
    page.store.receive(beat())
    expect([page.sync?.asOf, page.gaps]).toEqual([1_000, 1])
    page.store.receive(snap({ seq: 49 }))
    page.pass(0)
    expect(page.seqs).toEqual([50, 49])
  })

  it('does not replace one that has come', () => {
    page.store.receive(snap())
    page.store.restore(kept(), { asOf: 1_000, now: 2_000, at: 0 })
    page.pass(0)
    expect(page.seqs).toEqual([57])
  })
})
