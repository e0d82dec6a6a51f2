// All words of the wall in Chinese. The glossary of the product binds: 超期, 异议, 业务申请, 发稿量, 认证会员.
import type { Lang } from '../paint/number'
import type { Civil, Span } from '../paint/time'
import type { PeriodKind } from '../wire'
import { zhIndicators, type Indicator } from './indicators'

const quarters = ['一', '二', '三', '四']
const weekdays = ['日', '一', '二', '三', '四', '五', '六']

const caseKinds: Record<string, string> = { service: '业务申请', appeal: '诉求', suggestion: '建议' }

function date(at: Civil): string {
  return `${at.month}月${at.day}日`
}

function span(length: Span): string {
  if (length.days > 0) return `${length.days} 天 ${length.hours} 小时`
  if (length.hours > 0) return `${length.hours} 小时 ${length.minutes} 分`
  return length.minutes > 0 ? `${length.minutes} 分 ${length.seconds} 秒` : `${length.seconds} 秒`
}

/** Keeps the type open: the other language has its own. */
function figuresOf(lang: Lang): Lang {
  return lang
}

export const zh = {
  tag: 'zh-CN',
  figures: figuresOf('zh'),
  title: (owner: string): string => `${owner.replace(/总工会$/, '')}智慧工会`,
  subtitle: (groups: string[]): string => {
    const names = groups.map((name) => name.replace(/(工会|组)$/, ''))
    const last = names.pop()
    if (last === undefined) return '工作运行态势'
    const joined = names.length > 0 ? `${names.join('、')}及${last}` : last
    return joined.length <= 22 ? `${joined}工会 · 工作运行态势` : '各单位工作运行态势'
  },
  period: (kind: PeriodKind, id: string, start: Civil): string => {
    switch (kind) {
      case 'quarter': return `${id.slice(0, 4)} 年第${quarters[Number(id.slice(-1)) - 1] ?? ''}季度考核`
      case 'year': return `${id.slice(0, 4)} 年度考核`
      case 'month': return `${start.year} 年 ${start.month} 月`
      case 'week': return `${id.slice(0, 4)} 年第 ${Number(id.slice(-2))} 周`
      case 'day': return `${start.year} 年 ${start.month} 月 ${start.day} 日`
    }
  },
  states: {
    draft: '筹备中', open: '预评 · 未冻结', grace: '预评 · 未冻结', frozen: '已冻结', notice: '公示中', approved: '已审定', issued: '已印发',
  },
  trial: '试运行',
  version: (version: number): string => `第 ${version} 版`,
  untilEnd: ['距截止', '天'],
  untilFreeze: ['数据补报期 · 距冻结', '天'],
  lessThanADay: '不足 1',
  asOf: '数据截至',
  heldAt: (moment: string, age: Span): [string, string, string] => ['数据停在', moment, `已 ${span(age)}未更新`],
  offline: (moment: string): string => `与服务器失去联系，屏上为 ${moment} 的数据；连接恢复后自动更新`,
  date,
  moment: (at: Civil, time: string, today: boolean): string => (today ? time : `${date(at)} ${time}`),
  weekday: (day: number): string => `星期${weekdays[day] ?? ''}`,
  indicator: (id: string): Indicator => zhIndicators[id] ?? { name: id, short: id, unit: '' },
  unitAfter: (scale: string, unit: string): string => `${scale}${unit}`,
  today: '今日',
  sourceLate: (moment: string): string => `${moment} 数据`,
  noData: '无数据',
  noDataShort: '无数据',
  none: '—',
  fullMarks: '满分',
  mean: '均分',
  tied: '并列',
  vetoed: '不合格',
  lastReason: '末位原因',
  lost: (indicator: string, lost: string, noData: boolean): string => (noData ? `${indicator}无数据，失 ${lost} 分` : `${indicator}失 ${lost} 分`),
  reached: (value: string, target: string): string => `${value}/${target}`,
  shares: '各项得分率',
  sharesNote: '得分 ÷ 满分，%',
  tiles: '得分分布',
  /** A tile has no room for what every union is called. */
  tileName: (name: string): string => (name.length > 3 ? name.replace(/(集团)?工会$|集团$/, '') : name),
  overdue: '超期未办',
  cases: '件',
  unionsConcerned: (unions: number): [string, string, string] => ['涉及', String(unions), '个工会'],
  longest: '最长',
  age: (age: Span): [string, string][] => (age.days > 0
    ? [[String(age.days), '天'], [String(age.hours), '时']]
    : age.hours > 0 ? [[String(age.hours), '时'], [String(age.minutes), '分']] : [[String(age.minutes), '分']]),
  caseKind: (kind: string): string => caseKinds[kind] ?? kind,
  nothingOverdue: '目前没有超期未办件',
  headings: { publicity: '宣传', members: '会员', service: '服务', activity: '活动', other: '其他' },
  headingsShort: { publicity: '宣传', members: '会员', service: '服务', activity: '活动', other: '其他' },
  formula: (scheme: string, items: [string, string][], equal: string | null): string => {
    const method = scheme === 'core-five' ? '，按目标完成率计分' : ''
    if (items.length === 0) return ''
    if (equal !== null) return `综合得分 = ${items.map(([name]) => name).join('、')} 各 ${equal} 分${method}`
    return `综合得分 = ${items.map(([name, points]) => `${name} ${points}`).join(' + ')}${method}`
  },
  barLegend: ['低于', '本组均分', '高于'],
  demo: '演示数据 · 虚构城市',
  empty: (kind: PeriodKind, start: Civil): string => {
    const span = { quarter: '本季度', year: '本年度', month: '本月', week: '本周', day: '今日' }[kind]
    return kind === 'day' ? `${span}起计分，尚未收到数据；收到首批数据后自动显示` : `${span}自 ${date(start)}起计分，尚未收到数据；收到首批数据后自动显示`
  },
  waiting: '正在等待服务器的数据',
  unknownTopic: '没有这个考核期的数据，请核对地址中的 period',
  page: (page: number, pages: number): string => `第 ${page} / ${pages} 页`,
}

export type Words = typeof zh
