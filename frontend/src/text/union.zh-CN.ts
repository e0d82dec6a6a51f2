// The words of a union's own page in Chinese. What an item measures, how it is scored and why it brought what it did
// are the server's words; here stand only the page's own.
import type { Civil, Span } from '../paint/time'

const two = (value: number): string => String(value).padStart(2, '0')
const moment = (at: Civil): string => `${at.month} 月 ${at.day} 日 ${two(at.hour)}:${two(at.minute)}`

/** 上季, 上年: the period that movement is against; its standings may still move. */
function before(id: string, provisional: boolean): string {
  return `${id.includes('-Q') ? '上季' : '上年'}${provisional ? '（预评）' : ''}`
}

/** A length of time in its two largest units. */
function late(length: Span): string {
  if (length.days > 0) return `${length.days} 天 ${length.hours} 小时`
  return length.hours > 0 ? `${length.hours} 小时 ${length.minutes} 分` : `${length.minutes} 分`
}

const caseKinds: Record<string, string> = { service: '业务申请', appeal: '诉求', suggestion: '建议' }

export const zhUnion = {
  moment,
  day: (at: Civil): string => `${at.month} 月 ${at.day} 日`,
  month: (at: Civil): string => `${at.month} 月`,
  print: '打印',
  exportTable: (format: string): string => `导出 ${format}`,
  exportHint: '本单位各项得分与计算式',
  none: '—',
  noData: '无数据',
  notApplicable: '不适用',
  tied: '并列',

  total: '综合得分',
  fullMarks: (full: string): string => `满分 ${full}`,
  toOverdue: (count: number): string => `${count} 件超期，查看`,
  rankIn: (group: string): string => `${group}排名`,
  /** After the rank, drawn smaller. */
  of: (ranked: string): string => `/${ranked}`,
  ofSpoken: (rank: number, ranked: string): string => `第 ${rank} 名，共 ${ranked} 个单位`,
  groupMean: (mean: string): string => `本组均分 ${mean}`,
  unranked: '不参加排名',
  vetoed: '不合格',
  before,
  previous: (before: string, rank: number, tied: boolean, gained: number): string => {
    const move = gained > 0 ? `上升 ${gained} 位` : gained < 0 ? `下降 ${-gained} 位` : '名次未变'
    return `${before}${tied ? '并列' : ''}第 ${rank}，${move}`
  },
  previousRank: (before: string, rank: number): string => `${before}第 ${rank}`,
  previousNew: (before: string): string => `${before}未列入考核`,
  previousMoved: (before: string): string => `${before}在其他分组，名次不比较`,
  previousNone: (before: string): string => `${before}没有名次`,
  noPrevious: '没有可比的上期名次',
  rankChanged: (from: number, to: number): string => `排名更新：第 ${from} → ${to}`,

  /** The sentence of the gap: before the marks, after them. */
  gapTo: (rank: number, tied: boolean, name: string): [string, string] => ['再得', `分，可超过${tied ? '并列' : ''}第 ${rank} 名${name}`],
  gain: (gain: string): string => `+${gain}`,
  gainSpoken: (gain: string): string => `增加 ${gain} 分`,
  ways: '可行的办法',
  notEnough: '以上各项全部做到仍不够，还要减少其他项目的失分。',
  noWays: '办理、认证、发稿、活动各项都没有可以直接补上的分；失分在哪里，见下表。',
  first: (tied: boolean): string => (tied ? '并列本组第 1 名' : '本组第 1 名'),
  firstMore: '前面没有单位。各单位的数据都在变化，名次随之变化。',
  veto: '一票否决，不参加排名',
  vetoMore: (ground: string): string => `理由：${ground}`,
  noRank: '没有适用的项目，不参加排名',
  noRankMore: '没有应办事项不是零分：有适用的项目后自动计分排名。',
  noGap: '本期不测算到上一名的差距',
  noGapMore: '各项得失见下表。',

  fall: (full: string, total: string): string => `${full} 分是怎样减到 ${total} 分的`,
  change: (full: string, total: string): string => `${full} 分是怎样成为 ${total} 分的`,
  parts: '得分由哪些部分组成',
  partsNone: '没有计分的项目',
  columns: { item: '项目', bar: '图示', marks: '得失分', value: '完成值', target: '目标', mean: '本组均分', position: '组内位次' },
  shortMean: '组均分',
  shortPosition: '位次',
  full: '满分',
  score: '得分',
  points: (points: string): string => `满分 ${points}`,
  sum: '折算前合计',
  scale: '折算',
  scaleOpen: '不适用的项目不计分，其余项目折算到满分：',
  base: '基础分',
  baseScaled: '折算后',
  bonus: '加分',
  deductions: '扣分',
  counted: (points: string, counted: string): string => (points === counted ? `${counted} 分` : `申报 ${points} 分，计 ${counted} 分`),
  asideTakes: '不计分，折算',
  asideNone: '不计分',
  asideFull: '不适用，按满分计',
  asideZero: '不适用，计 0 分',
  positionShort: (position: number, of: number): [string, string] => [String(position), `/${of}`],
  untouched: (count: number): string => `${count} 项得满分，未失分`,
  why: '原因',
  rule: '计分规则',
  formula: '计算',
  targetFrom: '目标由来',
  remedy: '改进',
  definition: '口径',
  definitionLink: (name: string): string => `查看“${name}”的口径`,
  asideTitle: '不适用的项目',
  asideNote: '不适用不等于零分：没有应办事项的项目记“—”，不参与计分。',
  fewReason: '低于考核方案规定的最少件数',
  noTargetReason: '没有目标值',
  nothingToDo: '本期没有应办事项',

  trend: '排名走势',
  trendNote: (group: string): string => `${group}，每日零时留存的名次`,
  trendNone: '还没有留存的名次：每日零时留存一次，明天起显示。',
  trendTable: '以表格查看',
  trendColumns: ['日期', '名次', '参加排名', '得分'],
  neighbours: '前后名次',
  neighbourColumns: ['名次', '工会', '得分'],
  self: '本单位',
  noNeighbours: '没有名次，因此没有前后单位。',

  overdue: '超期业务',
  overdueCount: (count: string): string => `${count} 件超期`,
  overdueColumns: ['业务', '工会', '办结时限', '超期', '办理'],
  overdueNone: '没有超期未办的业务。',
  caseKind: (kind: string): string => caseKinds[kind] ?? kind,
  lateBy: (length: Span): string => `超期 ${late(length)}`,
  lateSoon: '刚到时限',
  deadline: '时限',
  handle: '办理',
  handleCase: (id: string): string => `办理 ${id}（在办事大厅打开）`,
  noLink: '无办理链接',
  pageOf: (from: string, to: string, total: string): string => `第 ${from}–${to} 件，共 ${total} 件`,
  earlier: '上一页',
  later: '下一页',
  partAway: '这一部分暂时读不到，其余数据不受影响。',

  footer: (scheme: string): string => `考核方案：${scheme}`,

  choose: '选择工会',
  chooseHint: '输入名称或代码',
  chooseNone: '没有名称或代码相符的工会',
  chooseCount: (count: number): string => `${count} 个单位`,
  chooseRank: (rank: number): string => `第 ${rank}`,
  another: '换一个工会',
  notRankedTitle: '该工会不在本级考核排名内',
  notRanked: (within: string): string => `它的业务计入${within}的得分，不单独排名。`,
  notRankedAbove: '它是组织考核的一方，或不在本次考核范围内，因此没有得分和名次。',
  seeSuperior: (name: string): string => `查看上级：${name}`,
  absentTitle: '没有这个工会',
  absent: (code: string): string => `登记册里没有代码为 ${code} 的工会，请核对地址或重新选择。`,
}

export type UnionWords = typeof zhUnion
