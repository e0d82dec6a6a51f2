// What a screen reader hears of a page that changes by itself: a changed rank, and that at most once in thirty seconds.

/** Between two announcements, in milliseconds. */
export const quiet = 30_000

export interface Clock {
  now(): number
  later(run: () => void, milliseconds: number): number
  cancel(timer: number): void
}

export class Announcer {
  private spoken = -Infinity
  private told: number | null = null
  private heard = 0
  private timer: number | null = null

  /** say gets the rank that was told last and the present one. */
  constructor(private readonly clock: Clock, private readonly say: (from: number, to: number) => void) {}

  /** Begins with a union and period anew: their first rank is no change. */
  begin(rank: number): void {
    this.stop()
    this.told = rank
    this.heard = rank
  }

  /** A rank as it came; 0 is none, and nothing is said of it. */
  hear(rank: number): void {
    if (this.told === null) {
      this.begin(rank)
      return
    }
    this.heard = rank
    if (this.timer === null) this.speak()
  }

  stop(): void {
    if (this.timer !== null) this.clock.cancel(this.timer)
    this.timer = null
  }

  private speak(): void {
    this.timer = null
    const from = this.told ?? 0
    if (this.heard === from) return
    const wait = this.spoken + quiet - this.clock.now()
    if (wait > 0) {
      this.timer = this.clock.later(() => this.speak(), wait)
      return
    }
    this.told = this.heard
    if (from === 0 || this.heard === 0) return
    this.spoken = this.clock.now()
    this.say(from, this.heard)
  }
}
