import { afterEach, describe, expect, it, vi } from 'vitest'
import { fields, text } from '../check.ts'
import { faultOf, getJson, refusalOf } from './http.ts'

const read = (value: unknown, at: string): string => text(fields(value, at).name, `${at}.name`)

function answering(status: number, body: string, headers: Record<string, string> = {}): { asked: RequestInit[] } {
  const asked: RequestInit[] = []
  vi.stubGlobal('fetch', async (_href: string, request: RequestInit) => {
    asked.push(request)
    return new Response(body, { status, headers })
  })
  return { asked }
}

afterEach(() => { vi.unstubAllGlobals() })

async function faultFrom(asked: Promise<unknown>): Promise<object> {
  try {
    await asked
  } catch (error) {
    return faultOf(error)
  }
  throw new Error('nothing went wrong')
}

describe('a question', () => {
  it('gives the value and the server\'s clock, and asks in the reader\'s language', async () => {
    const { asked } = answering(200, '{"name":"澄湖区"}', { Date: 'Sat, 21 Nov 2026 02:24:12 GMT' })
    expect(await getJson('/api', read, { lang: 'en' })).toEqual({ value: '澄湖区', now: Date.parse('2026-11-21T10:24:12+08:00') })
    expect(asked[0]?.headers).toMatchObject({ 'Accept-Language': 'en' })
  })
  it('gives a problem document\'s code and words', async () => {
    answering(404, '{"code":"no_period","title":"没有这个考核周期","status":404}')
    expect(await faultFrom(getJson('/api', read, { lang: 'zh-CN' }))).toEqual({ kind: 'refused', code: 'no_period', status: 404, title: '没有这个考核周期', detail: '', union: '' })
    answering(404, '{"code":"not_ranked","title":"不单独排名","status":404,"union":"330125"}')
    expect(await faultFrom(getJson('/api', read, { lang: 'zh-CN' }))).toMatchObject({ code: 'not_ranked', union: '330125' })
  })
  it('knows only the status of a gateway\'s error page', () => {
    expect(refusalOf(502, '<html>Bad Gateway</html>')).toMatchObject({ code: '', status: 502, title: '' })
  })
  it('tells an answer that is none from a server that is away', async () => {
    answering(200, '{"name":7}')
    expect(await faultFrom(getJson('/api', read, { lang: 'en' }))).toEqual({ kind: 'unreadable', place: 'answer.name: wanted a string' })
    answering(200, 'hello')
    expect(await faultFrom(getJson('/api', read, { lang: 'en' }))).toMatchObject({ kind: 'unreadable' })
    vi.stubGlobal('fetch', async () => { throw new TypeError('network') })
    expect(await faultFrom(getJson('/api', read, { lang: 'en' }))).toEqual({ kind: 'unreachable' })
  })
  it('is given up after its patience', async () => {
    vi.stubGlobal('fetch', (_href: string, request: RequestInit) => new Promise((_resolve, reject) => {
      request.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
    }))
    expect(await faultFrom(getJson('/api', read, { lang: 'en', patience: 5 }))).toEqual({ kind: 'unreachable' })
  })
})
