// The only connection of the page. It subscribes to one topic, hands on checked frames and comes back by itself:
// after a close, after silence, after a broken frame. It knows nothing of boards or panes.
import { readFrame, subprotocol, WireError, type Frame } from '../wire'
import { delayAfterClose } from './backoff'

export interface Socket {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number; reason: string }) => void) | null
}

export interface LinkConfig {
  topic: string
  /** Longest silence before the connection counts as dead, in milliseconds; the server beats every 10 s. */
  deadAfter: number
  /** Shortest time between two requests for a snapshot, in milliseconds. */
  askPause: number
}

export const defaultLink: Omit<LinkConfig, 'topic'> = { deadAfter: 25_000, askPause: 5_000 }

export interface LinkDeps {
  open(protocol: string): Socket
  /** Milliseconds on a clock that never jumps. */
  now(): number
  random(): number
  later(run: () => void, ms: number): number
  cancel(timer: number): void
  /** written is the frame as it came. */
  receive(frame: Frame, written: string): void
  /** A frame that the check refused; whoever is told asks for a whole snapshot. */
  refuse(error: WireError): void
}

export class Link {
  private socket: Socket | null = null
  private opened = false
  private heard = 0
  private attempt = 0
  private asked = Number.NEGATIVE_INFINITY
  private watchdog: number | null = null
  private retry: number | null = null
  private asking: number | null = null

  constructor(private readonly config: LinkConfig, private readonly deps: LinkDeps) {}

  start(): void {
    this.clear()
    this.heard = this.deps.now()
    const mine = this.deps.open(subprotocol)
    this.socket = mine
    mine.onopen = () => {
      this.opened = true
      this.heard = this.deps.now()
      this.subscribe()
    }
    mine.onmessage = (event) => {
      this.heard = this.deps.now()
      this.read(event.data)
    }
    mine.onclose = (event) => this.lose(delayAfterClose(event.code, event.reason, this.attempt, this.deps.random()))
    this.watch()
  }

  stop(): void {
    const old = this.socket
    this.clear()
    if (old !== null) leave(old)
  }

  /** Judges the connection anew, by time and not by counted ticks: for a page that slept. */
  wake(): void {
    if (this.socket === null && this.retry !== null) this.start()
    else if (this.socket !== null && this.silentTooLong()) this.abandon()
  }

  /** Asks for a whole snapshot: something was missed. */
  ask(): void {
    if (this.asking !== null || !this.opened) return
    const wait = Math.max(0, this.asked + this.config.askPause - this.deps.now())
    this.asking = this.deps.later(() => {
      this.asking = null
      if (this.opened) this.subscribe()
    }, wait)
  }

  private subscribe(): void {
    this.asked = this.deps.now()
    // Without epoch and seq: the answer is always a whole snapshot, which is all this page applies.
    this.socket?.send(JSON.stringify({ t: 'sub', topic: this.config.topic }))
  }

  private read(data: unknown): void {
    try {
      if (typeof data !== 'string') throw new WireError('frame', 'text')
      const frame = readFrame(data)
      this.attempt = 0
      if (frame.t === 'snap') this.socket?.send(JSON.stringify({ t: 'ack', seq: frame.seq }))
      this.deps.receive(frame, data)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.deps.refuse(error)
    }
  }

  private silentTooLong(): boolean {
    return this.deps.now() - this.heard >= this.config.deadAfter
  }

  private watch(): void {
    this.watchdog = this.deps.later(() => {
      if (this.silentTooLong()) this.abandon()
      else this.watch()
    }, Math.max(shortestWatch, this.heard + this.config.deadAfter - this.deps.now()))
  }

  /** A dead connection may take minutes to close: it is left behind and not waited for. */
  private abandon(): void {
    this.lose(delayAfterClose(1006, '', this.attempt, this.deps.random()))
  }

  private lose(delay: number): void {
    this.stop()
    this.attempt += 1
    this.retry = this.deps.later(() => this.start(), delay)
  }

  private clear(): void {
    for (const timer of [this.watchdog, this.retry, this.asking]) if (timer !== null) this.deps.cancel(timer)
    this.watchdog = this.retry = this.asking = null
    this.socket = null
    this.opened = false
  }
}

/** In milliseconds; a timer that fires early does not spin. */
const shortestWatch = 250

function leave(socket: Socket): void {
  socket.onopen = socket.onmessage = socket.onclose = null
  socket.close()
}
