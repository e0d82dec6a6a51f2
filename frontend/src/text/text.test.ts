import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFrame } from '../wire.ts'
import { en } from './en.ts'
import { wordsFor } from './index.ts'
import { zh } from './zh-CN.ts'

const source = new URL('..', import.meta.url)
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file) && !file.includes('.test.'))

describe('words', () => {
  it('are the glossary\'s: 超期, never 逾期; a person\'s name never', () => {
    const shipped = files.map((file) => readFileSync(new URL(file, source), 'utf8')).join('\n')
    for (const word of ['逾期', '申诉', '发文量', '浏览量', '注册会员']) expect(shipped).not.toContain(word)
    expect([zh.overdue, zh.indicator('articles').name, zh.indicator('verified_members').name]).toEqual(['超期未办', '发稿量', '认证会员数'])
  })

  it('stand in text/ only', () => {
    for (const file of files.filter((name) => !name.startsWith('text') && !name.startsWith('paint/number'))) {
      const code = readFileSync(new URL(file, source), 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '')
      expect(code.match(/[\u4e00-\u9fff]+/g), file).toBeNull()
    }
  })

  it('have the same keys in both languages', () => expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort()))

  it('know every indicator of the golden board in both', () => {
    const frame = readFrame(readFileSync(new URL('../../../dashboard/push/testdata/frames/snap.json', import.meta.url), 'utf8'))
    if (frame.t !== 'snap') throw new Error('no snapshot')
    for (const { indicator } of frame.board.head) {
      expect(zh.indicator(indicator).name).not.toBe(indicator)
      expect(en.indicator(indicator).name).not.toBe(indicator)
    }
  })

  it('follow the address', () => {
    expect([wordsFor('en').tag, wordsFor('zh').tag, wordsFor(null).tag, wordsFor('<script>').tag]).toEqual(['en', 'zh-CN', 'zh-CN', 'zh-CN'])
  })
})

describe('sentences', () => {
  const start = { year: 2026, month: 10, day: 1, weekday: 4, hour: 0, minute: 0, second: 0 }
  it('name the period', () => {
    expect(zh.period('quarter', '2026-Q4', start)).toBe('2026 年第四季度考核')
    expect(zh.period('year', '2026', start)).toBe('2026 年度考核')
    expect(zh.period('month', '2026-10', start)).toBe('2026 年 10 月')
  })
  it('say how old the data is', () => {
    expect(zh.heldAt('10:24:08', { days: 0, hours: 0, minutes: 3, seconds: 12 }).join(' ')).toBe('数据停在 10:24:08 已 3 分 12 秒未更新')
    expect(zh.heldAt('10:24:08', { days: 0, hours: 2, minutes: 0, seconds: 12 })[2]).toBe('已 2 小时 0 分未更新')
    expect(zh.heldAt('10:24:08', { days: 1, hours: 3, minutes: 9, seconds: 0 })[2]).toBe('已 1 天 3 小时未更新')
  })
  it('build title and subtitle from the owner and its groups', () => {
    expect(zh.title('云汀市')).toBe('云汀市智慧工会')
    expect(zh.title('云汀市总工会')).toBe('云汀市智慧工会')
    expect(zh.subtitle(['县（市、区）', '产业工会', '直属工会'])).toBe('县（市、区）、产业及直属工会 · 工作运行态势')
    expect(zh.subtitle(['县（市、区）组', '产业组', '直属组'])).toBe('县（市、区）、产业及直属工会 · 工作运行态势')
    expect(['卫生健康工会', '轨道交通集团', '云钢集团', '云钢集团工会', '建设工会', '总工会'].map(zh.tileName)).toEqual(['卫生健康', '轨道交通', '云钢', '云钢', '建设', '总工会'])
    expect(zh.subtitle([])).toBe('工作运行态势')
  })
  it('spell the formula', () => {
    const five: [string, string][] = [['发稿量', '20'], ['阅读量', '20']]
    expect(zh.formula('core-five', five, '20')).toBe('综合得分 = 发稿量、阅读量 各 20 分，按目标完成率计分')
    expect(zh.formula('other', [['发稿量', '8'], ['阅读量', '12']], null)).toBe('综合得分 = 发稿量 8 + 阅读量 12')
  })
  it('open a period without figures', () => expect(zh.empty('quarter', start)).toBe('本季度自 10月1日起计分，尚未收到数据；收到首批数据后自动显示'))
})
