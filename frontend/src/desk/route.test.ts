import { describe, expect, it } from 'vitest'
import { carried, hrefOf, parse } from './route.ts'

describe('an address', () => {
  it('comes back as it was written', () => {
    const query = { period: '2026-Q3', group: '*', sort: '-mark.reads', q: '区 & 县+', cols: 'kind,bar,mark.reads', row: '330101', lang: 'en' }
    const href = hrefOf('/desk', query)
    expect(href).toBe('/desk?period=2026-Q3&group=*&sort=-mark.reads&q=%E5%8C%BA%20%26%20%E5%8E%BF%2B&cols=kind,bar,mark.reads&row=330101&lang=en')
    expect(parse('/desk', href.slice(href.indexOf('?')))).toEqual({ path: '/desk', query })
  })
  it('leaves out what is empty, and takes the first of two', () => {
    expect(hrefOf('/desk', { q: '', sort: '' })).toBe('/desk')
    expect(parse('/desk/', '?q=&sort=a&sort=b')).toEqual({ path: '/desk', query: { sort: 'a' } })
    expect(parse('/', '')).toEqual({ path: '/', query: {} })
  })
  it('passes on what is looked at, not how', () => {
    expect(carried({ period: '2026', owner: '3301', lang: 'en', sort: '-total', q: 'x' })).toEqual({ period: '2026', owner: '3301', lang: 'en' })
  })
})
