import { describe, expect, it } from 'vitest'
import { compare, fixed, scaled } from './decimal.ts'
import { change, figure } from './number.ts'

const zh = (decimal: string): string => { const f = figure(decimal, 'zh'); return `${f.digits}${f.scale}` }
const en = (decimal: string): string => { const f = figure(decimal, 'en'); return `${f.digits}${f.scale}` }

describe('decimals', () => {
  it.each([
    ['93.25', 1, '93.3'], ['93.24', 1, '93.2'], ['93.249999', 1, '93.2'], ['-0.05', 1, '\u22120.1'], ['-0.04', 1, '0.0'], ['7', 2, '7.00'], ['0.005', 2, '0.01'], ['99.95', 1, '100.0'],
  ])('%s with %i places is %s', (decimal, places, text) => expect(fixed(decimal, places)).toBe(text))

  it('are exact where floats are not', () => {
    expect(scaled('1.005', 2)).toBe(101n)
    expect(compare('0.1', '0.10')).toBe(0)
    expect(compare('83.59', '83.6')).toBe(-1)
    expect(compare('-2', '-3')).toBe(1)
  })

  it.each(['', '1e3', ' 1', '１', '1.', '.5', '--1', 'NaN'])('refuse %j', (text) => expect(() => scaled(text, 0)).toThrow(RangeError))
})

describe('figures in Chinese', () => {
  it.each([
    ['0', '0'], ['7', '7'], ['4216', '4,216'], ['9999', '9,999'], ['10000', '1.000万'], ['12345', '1.235万'], ['31482', '3.148万'], ['99994', '9.999万'],
    ['99996', '10.00万'], ['864200', '86.42万'], ['999960', '100.0万'], ['1284600', '128.5万'], ['12846200', '1,284.6万'], ['99994999', '9,999.5万'],
    ['99999499', '9,999.9万'], ['99999500', '1.00亿'], ['100000000', '1.00亿'], ['123456789', '1.23亿'], ['123456789012', '1,234.57亿'], ['-31482', '\u22123.148万'],
  ])('%s is %s', (count, text) => expect(zh(count)).toBe(text))
})

describe('figures in English', () => {
  it.each([
    ['4216', '4,216'], ['9999', '9,999'], ['31482', '31.5K'], ['99960', '100K'], ['864200', '864K'], ['999600', '1.00M'], ['12846200', '12.85M'], ['2500000000', '2.50B'],
  ])('%s is %s', (count, text) => expect(en(count)).toBe(text))
})

describe('changes', () => {
  it.each([['38200', '+3.82', '万', 1], ['1206', '+1,206', '', 1], ['0', '0', '', 0], ['-4', '\u22124', '', -1]] as const)('%s', (count, digits, scale, direction) => {
    expect(change(count, 'zh')).toEqual({ digits, scale, direction })
  })
})
