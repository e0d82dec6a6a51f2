import { describe, expect, it } from 'vitest'
import { headingOf, linesOf } from './headings.ts'
import { brief, exact, isLow, lostOf, partsOf } from './marks.ts'

describe('marks', () => {
  it('are low below 72 % of their points, exactly', () => {
    expect([isLow('14.39', '20'), isLow('14.40', '20'), isLow('18.00', '25'), isLow('17.99', '25')]).toEqual([true, false, false, true])
    expect([isLow('', '20'), isLow('0.00', '20')]).toEqual([false, true])
  })
  it('cost what is missing to their points', () => {
    expect([lostOf('25.50', '30'), lostOf('30.00', '30'), lostOf('', '30'), lostOf('0.05', '1'), lostOf('7', '12')]).toEqual(['4.50', '', '', '0.95', '5'])
    // A binary fraction would give 0.30000000000000004.
    expect(lostOf('0.1', '0.4')).toBe('0.3')
  })
})

describe('a value', () => {
  it('stands in full, with commas and without idle zeros', () => {
    expect(['894672', '97.1531', '88.5000', '0.0000', '-1234.50', '12345678901234567.25', ''].map(exact))
      .toEqual(['894,672', '97.1531', '88.5', '0', '\u22121,234.5', '12,345,678,901,234,567.25', ''])
  })
})

describe('a bar', () => {
  const items = [{ indicator: 'articles', marks: '15.00' }, { indicator: 'reads', marks: '15.00' }, { indicator: 'verified_members', marks: '20.00' }, { indicator: 'completions', marks: '' }]
  it('has one part per heading, of the full marks', () => {
    expect(partsOf(items, '', '50.00', '100')).toEqual([{ heading: 'publicity', percent: 30 }, { heading: 'members', percent: 20 }])
  })
  it('of a row that was scaled up is as long as its base', () => {
    expect(partsOf(items, '50.00', '62.50', '100')).toEqual([{ heading: 'publicity', percent: 37.5 }, { heading: 'members', percent: 25 }])
  })
  it('is empty without full marks', () => expect(partsOf(items, '', '50.00', '')).toEqual([]))
})

describe('a heading', () => {
  it('holds every indicator; a quarter of a year stands apart', () => {
    expect(['reads', 'verification_rate', 'on_time_rate', 'featured_projects', '2026-Q1'].map(headingOf)).toEqual(['publicity', 'members', 'service', 'activity', 'other'])
  })
  it('breaks long names into even lines', () => {
    expect(['阅读量', '传播指数', '原创信息数', '新增认证会员数', '基层工会网上办公率', 'Verified members', 'On-time rate'].map((name) => linesOf(name).join('/')))
      .toEqual(['阅读量', '传播指数', '原创信/息数', '新增认证/会员数', '基层工/会网上/办公率', 'Verified members', 'On\u2011time rate'])
  })
})

describe('a measured value', () => {
  it('has two places at most, half up', () => {
    expect(['65.4930', '99.995', '-0.125', '817.2043', '40', '40.5', '90254007124158.123', ''].map(brief)).toEqual(['65.49', '100.00', '-0.13', '817.20', '40', '40.5', '90254007124158.12', ''])
  })
})
