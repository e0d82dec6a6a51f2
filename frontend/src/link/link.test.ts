import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Frame } from '../wire.ts'
import { delayAfterClose, delayBefore } from './backoff.ts'
import { Link, type Socket } from './socket.ts'

const golden = (name: string): string => readFileSync(new URL(`../../../dashboard/push/testdata/frames/${name}`, import.meta.url), 'utf8')
const compact = (name: string): string => JSON.stringify(JSON.parse(golden(name)))

describe('backoff', () => {
  it('draws from the whole span: 2 s, 4 s, 8 s, then 10 s', () => {
    const longest = [0, 1, 2, 3, 4, 50].map((attempt) => delayBefore(attempt, 0.999_999))
    expect(longest).toEqual([1_999, 3_999, 7_999, 9_999, 9_999, 9_999])
    expect(delayBefore(3, 0)).toBe(0)
    expect(delayBefore(0, 0.5)).toBe(1_000)
  })
  it('keeps to the hint of a restart', () => {
    expect(delayAfterClose(1012, 'retry_ms=3210', 7, 0.9)).toBe(3_210)
    expect(delayAfterClose(1012, 'retry_ms=999999', 0, 0.9)).toBe(60_000)
    expect(delayAfterClose(1012, '', 0, 0.5)).toBe(1_000)
    expect(delayAfterClose(1006, 'retry_ms=3210', 0, 0.5)).toBe(1_000)
  })
  it('comes back seldom when refused', () => {
    expect([delayAfterClose(1008, '', 0, 0), delayAfterClose(1008, '', 9, 0.5)]).toEqual([30_000, 45_000])
  })
})

class FakeSocket implements Socket {
  sent: string[] = []
  closed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  send(text: string): void { this.sent.push(text) }
  close(): void { this.closed = true }
}

class World {
  clock = 0
  sockets: FakeSocket[] = []
  frames: Frame[] = []
  refused: string[] = []
  timers = new Map<number, { at: number; run: () => void }>()
  link: Link
  private next = 1

  constructor() {
    this.link = new Link({ topic: 'wall:2026-Q4', deadAfter: 25_000, askPause: 5_000 }, {
      open: (protocol) => {
        expect(protocol).toBe('unionscreen.v1')
        this.sockets.push(new FakeSocket())
        return this.socket
      },
      now: () => this.clock,
      random: () => 0.5,
      later: (run, ms) => {
        this.timers.set(this.next, { at: this.clock + ms, run })
        this.next += 1
        return this.next - 1
      },
      cancel: (timer) => { this.timers.delete(timer) },
      receive: (frame) => { this.frames.push(frame) },
      refuse: (error) => {
        this.refused.push(error.message)
        this.link.ask()
      },
    })
    this.link.start()
  }

  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1]
    if (last === undefined) throw new Error('no socket')
    return last
  }

  /** Lets time pass in steps small enough that timers set by timers run too. */
  pass(ms: number): void {
    for (const end = this.clock + ms; this.clock < end;) {
      this.clock += Math.min(250, end - this.clock)
      for (const [id, timer] of [...this.timers]) {
        if (timer.at <= this.clock && this.timers.delete(id)) timer.run()
      }
    }
  }
}

let world: World
beforeEach(() => { world = new World() })

describe('link', () => {
  it('subscribes as the golden frame says and acknowledges what it read', () => {
    world.socket.onopen?.()
    world.socket.onmessage?.({ data: golden('snap.json') })
    expect(world.socket.sent).toEqual([compact('sub.json'), compact('ack.json')])
    expect(world.frames.map((frame) => frame.t)).toEqual(['snap'])
  })

  it('comes back after a close, later after each failure, at once again after a frame', () => {
    const gaps: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const before = world.clock
      const count = world.sockets.length
      world.socket.onclose?.({ code: 1006, reason: '' })
      while (world.sockets.length === count) world.pass(250)
      gaps.push(world.clock - before)
    }
    expect(gaps).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
    world.socket.onopen?.()
    world.socket.onmessage?.({ data: golden('hb.json') })
    world.socket.onclose?.({ code: 1006, reason: '' })
    world.pass(1_000)
    expect(world.sockets).toHaveLength(7)
  })

  it('leaves a silent connection after 25 s and does not wait for its close', () => {
    world.socket.onopen?.()
    world.socket.onmessage?.({ data: golden('snap.json') })
    const dead = world.socket
    world.pass(24_750)
    expect(dead.closed).toBe(false)
    world.pass(500)
    expect(dead.closed).toBe(true)
    world.pass(1_250)
    expect(world.sockets).toHaveLength(2)
    dead.onclose?.({ code: 1006, reason: '' })
    expect(world.sockets).toHaveLength(2)
  })

  it('leaves a connection that never opens', () => {
    world.pass(27_000)
    expect([world.sockets[0]?.closed, world.sockets.length]).toEqual([true, 2])
  })

  it('stays as long as heartbeats come', () => {
    world.socket.onopen?.()
    for (let beat = 0; beat < 12; beat += 1) {
      world.pass(10_000)
      world.socket.onmessage?.({ data: golden('hb.json') })
    }
    expect(world.sockets).toHaveLength(1)
  })

  it('asks for a snapshot after a broken frame, but not in a storm', () => {
    world.socket.onopen?.()
    for (let count = 0; count < 50; count += 1) {
      world.socket.onmessage?.({ data: '{"t":"snap"}' })
      world.pass(250)
    }
    const asked = world.socket.sent.filter((text) => text === compact('sub.json'))
    expect([world.refused.length, asked.length]).toEqual([50, 3])
    expect(world.frames).toEqual([])
  })

  it('refuses binary frames', () => {
    world.socket.onopen?.()
    world.socket.onmessage?.({ data: new ArrayBuffer(8) })
    expect(world.refused).toEqual(['frame: wanted text'])
  })

  it('judges anew when the page wakes: a dead connection is left, a waiting one tried', () => {
    world.socket.onopen?.()
    world.clock += 3_600_000
    world.link.wake()
    expect(world.socket.closed).toBe(true)
    world.link.wake()
    expect(world.sockets).toHaveLength(2)
    world.link.wake()
    expect(world.sockets).toHaveLength(2)
  })

  it('is still after a stop', () => {
    world.socket.onopen?.()
    world.link.stop()
    world.pass(60_000)
    expect([world.sockets.length, world.socket.closed, world.timers.size]).toEqual([1, true, 0])
  })
})
