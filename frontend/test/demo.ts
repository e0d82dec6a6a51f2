// The real product as a process of its own: `unionscreen demo` with its engine and broker on loopback.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { GroupJson } from './boards.ts'
import { eventually } from './stage.ts'

const binary = process.env.UNIONSCREEN_BINARY ?? fileURLToPath(new URL('../../bin/unionscreen', import.meta.url))

/** How long a demo may take until it is ready, in milliseconds: the first start lives through a quarter. */
const patience = 150_000

export interface Standings { epoch: string; seq: number; as_of: string; groups: GroupJson[] }

export class Demo {
  /** What was printed: kafka, wall, token. */
  readonly said = new Map<string, string>()
  private complaints = ''

  private constructor(private readonly child: ChildProcess, private readonly folder: string) {}

  /** Starts the demo and waits until it says that it is ready; a demo that does not get there is killed. */
  static async start(folder: string, port: number, ...flags: string[]): Promise<Demo> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make bin/unionscreen`)
    const child = spawn(binary, ['demo', '--dir', folder, '--http', `127.0.0.1:${port}`, '--kafka', '127.0.0.1:0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
    const demo = new Demo(child, folder)
    running.add(demo)
    child.stderr.on('data', (text) => { demo.complaints = (demo.complaints + String(text)).slice(-4_000) })
    const late = setTimeout(() => child.kill('SIGKILL'), patience)
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const [word = '', ...rest] = line.split(' ')
        demo.said.set(word, rest.join(' '))
        if (word === 'ready') return demo
      }
      throw new Error(`the demo ended before it was ready: ${demo.complaints}`)
    } finally {
      clearTimeout(late)
    }
  }

  get origin(): string {
    return (this.said.get('wall') ?? '').replace(/\/wall$/, '')
  }

  get broker(): string {
    return this.said.get('kafka') ?? ''
  }

  /** Ends this process as a power cut does, and waits until the engine, its child, has followed. */
  async kill(): Promise<void> {
    running.delete(this)
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const engine = await this.engine()
    const gone = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await gone
    if (engine > 0) await eventually('the engine is gone with its parent', () => !lives(engine))
  }

  /** Ends this process without waiting: for the end of the tests' own. */
  cut(): void {
    this.child.kill('SIGKILL')
  }

  /** The pid of the engine; 0 while there is none yet. */
  private async engine(): Promise<number> {
    const written = await readFile(join(this.folder, 'running.json'), 'utf8').catch(() => '{}')
    const { pid, engine } = JSON.parse(written) as { pid?: number; engine?: number }
    return pid === this.child.pid ? engine ?? 0 : 0
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.origin + path, { signal: AbortSignal.timeout(10_000) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return await response.json() as T
  }
}

const running = new Set<Demo>()
process.once('exit', () => { for (const demo of running) demo.cut() })

/** Ends whatever a failed test left behind. */
export async function killAll(): Promise<void> {
  for (const demo of [...running]) await demo.kill()
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Sends events, one a line, by kcat. */
export async function kcat(broker: string, topic: string, events: readonly object[]): Promise<void> {
  const child = spawn('kcat', ['-P', '-b', broker, '-t', topic, '-X', 'acks=all'], { stdio: ['pipe', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (text) => { complaints += String(text) })
  child.stdin.end(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const late = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const [code] = await once(child, 'exit') as [number | null]
  clearTimeout(late)
  if (code !== 0) throw new Error(`kcat ended with ${code}: ${complaints}`)
}
