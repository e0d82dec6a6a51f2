// Questions to the server over http: a bound on time, problem documents read, every answer checked by its reader.
import { fields, text, WireError } from '../check'

export interface Asked {
  /** The language that the server's words shall be in. */
  lang: string
  signal?: AbortSignal
  /** Milliseconds until the question is given up. */
  patience?: number
}

export interface Answer<T> {
  value: T
  /** The server's clock when it answered, milliseconds since 1970; null when it did not say. */
  now: number | null
}

/**
 * The server understood and refused: a problem document (RFC 9457). title is in the language asked for; union is the one
 * that the server points to instead.
 */
export class Refusal extends Error {
  constructor(readonly code: string, readonly status: number, readonly title: string, readonly detail: string, readonly union = '') {
    super(`${status} ${code}`)
    this.name = 'Refusal'
  }
}

/** What a page shows of something that went wrong. */
export type Fault =
  | { kind: 'refused'; code: string; status: number; title: string; detail: string; union: string }
  | { kind: 'unreachable' }
  | { kind: 'unreadable'; place: string }

const defaultPatience = 15_000

export async function getJson<T>(href: string, read: (value: unknown, at: string) => T, asked: Asked): Promise<Answer<T>> {
  const bound = new AbortController()
  const late = setTimeout(() => bound.abort(), asked.patience ?? defaultPatience)
  const give = (): void => bound.abort()
  asked.signal?.addEventListener('abort', give)
  try {
    const headers = { 'Accept-Language': asked.lang, Accept: 'application/json, application/problem+json' }
    const response = await fetch(href, { headers, signal: bound.signal, cache: 'no-store', credentials: 'same-origin' })
    const written = await response.text()
    if (!response.ok) throw refusalOf(response.status, written)
    return { value: read(parsed(written), 'answer'), now: clockOf(response) }
  } finally {
    clearTimeout(late)
    asked.signal?.removeEventListener('abort', give)
  }
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    throw new WireError('answer', 'JSON')
  }
}

/** A gateway's own error page is no problem document: then only its status is known. */
export function refusalOf(status: number, written: string): Refusal {
  try {
    const f = fields(JSON.parse(written), 'problem')
    return new Refusal(text(f.code, 'code'), status, text(f.title, 'title'), f.detail === undefined ? '' : text(f.detail, 'detail'), text(f.union ?? '', 'union'))
  } catch {
    return new Refusal('', status, '', '')
  }
}

function clockOf(response: Response): number | null {
  const read = Date.parse(response.headers.get('Date') ?? '')
  return Number.isNaN(read) ? null : read
}

export function faultOf(error: unknown): Fault {
  if (error instanceof Refusal) return { kind: 'refused', code: error.code, status: error.status, title: error.title, detail: error.detail, union: error.union }
  if (error instanceof WireError) return { kind: 'unreadable', place: error.message }
  return { kind: 'unreachable' }
}
