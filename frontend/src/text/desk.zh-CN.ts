// The words of the desk pages in Chinese; those that all screens share stand in zh-CN.ts.
import type { Civil, Span } from '../paint/time'
import type { PeriodKind } from '../wire'

const kinds: Record<string, string> = {
  city: '市', county: '县（市）', district: '区', industry: '产业', zone: '开发区', direct: '直属', enterprise: '企业', institution: '事业单位',
  department: '机关', township: '乡镇（街道）', grassroots: '基层', province: '省',
}

const reasons: Record<string, string> = {
  full_marks: '满分', part_marks: '部分得分', no_marks: '未得分', no_data: '无数据：本期无任何上报，计 0 分', not_applicable: '不适用：本期无此项工作',
  few_cases: '不适用：件数少于方案规定的最少件数', no_target: '不适用：未下达目标，或目标为 0',
}

const quarters = ['一', '二', '三', '四']

function quarterName(id: string): string {
  return `${id.slice(0, 4)} 年第${quarters[Number(id.slice(-1)) - 1] ?? ''}季度`
}

function length(span: Span): string {
  if (span.days > 0) return `${span.days} 天 ${span.hours} 小时`
  if (span.hours > 0) return `${span.hours} 小时 ${span.minutes} 分`
  return span.minutes > 0 ? `${span.minutes} 分 ${span.seconds} 秒` : `${span.seconds} 秒`
}

export const deskZh = {
  product: '智慧工会',
  skip: '跳到正文',
  sections: '栏目',
  otherLanguage: 'English',
  pages: { ranking: '考核排名', union: '本单位得分', docs: '指标口径' },
  ranking: {
    title: (kind: PeriodKind): string => (kind === 'year' ? '年度考核排名' : '季度考核排名'),
    unions: (count: number): string => `${count} 个工会`,
    groups: '分组',
    owner: '考核单位', rootOwner: '本级',
    allGroups: '各组',
    find: '输入工会名称',
    findLabel: '按名称查找工会',
    found: (shown: number, of: number): string => `显示 ${shown} / ${of} 个工会`,
    nobody: '没有名称相符的工会',
    mean: '平均', highest: '最高', lowest: '最低',
    withoutData: (count: number): string => `${count} 个工会有无数据项`,
    print: '打印', xlsx: '导出 Excel', csv: '导出 CSV',
    hint: '点击一行查看计算过程',
    empty: '本组没有工会',
    fullMarks: (points: string): string => `满分 ${points}`,
  },
  columns: {
    choose: '显示列', all: '全部恢复', fixed: '基本', marks: '各项得分',
    rank: '名次', name: '工会', kind: '类别', previous: '上季', previousYear: '上年', previousHint: (period: string): string => `${period}的名次，及此后升降`,
    total: '得分', bar: '构成', base: '基础分', bonus: '加分', deductions: '扣分', overdue: '超期',
    overdueHint: '超期未办件数',
    sortBy: (name: string): string => `按${name}排序`,
    points: (points: string): string => `满分 ${points}`,
  },
  row: {
    tied: '并列', unranked: '未排名', vetoed: '不合格', veto: '一票否决', rescaled: '折', rescaledWord: '折算后',
    fresh: '新', freshHint: '上期不在任何分组', moved: '调组', movedHint: '上期在其他分组',
    up: (places: number): string => `上升 ${places} 位`, down: (places: number): string => `下降 ${places} 位`, same: '名次未变',
    notApplicable: '不适用', low: '偏低', open: '查看计算过程', close: '收起计算过程',
  },
  computation: {
    title: (name: string): string => `${name} · 得分怎样算出`,
    indicator: '指标', value: '数值', target: '目标', formula: '计算', marks: '得分', why: '说明',
    ofWhich: (numerator: string, denominator: string): string => `${numerator} ÷ ${denominator}`,
    reason: (id: string): string => reasons[id] ?? '',
    lost: (marks: string): string => `失 ${marks} 分`,
    sum: '各项合计', base: '基础分', factor: (factor: string): string => `系数 ${factor}`,
    bonus: '加分', deduction: '扣分', vetoKind: '一票否决', cut: (points: string, counted: string): string => `${counted}（录入 ${points}，按上限计）`,
    total: '总分', ground: '依据', noTotal: '没有适用的指标，不计总分，不参加排名', vetoed: (ground: string): string => `一票否决，列为不合格，不编名次：${ground}`,
    union: '查看该工会得分页', definition: '口径', rule: '计分规则', quarter: quarterName,
  },
  headings: { publicity: '宣传', members: '会员', service: '服务', activity: '活动', other: '其他' },
  legend: {
    between: '；',
    low: (percent: number): string => `底纹：低于该项分值的 ${percent}%`,
    ties: '总分相同即为并列', chain: (names: string[]): string => `同分按${names.join('、')}次序比较，仍相同则并列`, notApplicable: '“—”为不适用', noData: '“无数据”计 0 分', rescaled: '“折”：有不适用项，其余各项按比例折算到满分',
    rank: '名次按组内公布的得分排列', bar: '构成',
  },
  state: {
    scheme: '方案', hash: '方案校验值', demo: '演示数据 · 虚构城市',
    demoShort: '演示数据', days: (count: number): string => (count < 1 ? '不足 1 天' : `${count} 天`),
    untilEnd: (days: string): string => `距截止 ${days}`, grace: '数据补报期', untilFreeze: (days: string): string => `距冻结 ${days}`,
    awaitsFreeze: '待冻结', version: (version: number): string => `第 ${version} 版`,
    stale: (moment: string, age: Span): string => `数据停在 ${moment} · 已 ${length(age)}未更新`,
    offline: (moment: string): string => `与服务器失去联系，页面为 ${moment} 的数据；连接恢复后自动更新`,
    refused: (title: string, moment: string): string => `${title}。页面为 ${moment} 的数据`,
    stamp: (at: Civil, time: string): string => `${at.year} 年 ${at.month} 月 ${at.day} 日 ${time}`,
  },
  period: {
    choose: '考核周期',
    name: (kind: PeriodKind, id: string): string => (kind === 'year' ? `${id} 年度` : quarterName(id)),
  },
  fault: {
    unreachable: '连不上服务器',
    unreachableHint: '请检查网络；连接恢复后页面自动更新。',
    unreadable: '服务器的回答无法识别',
    unreadableHint: '网页与服务器的版本可能不一致：请刷新页面；仍出现时请告知运维。',
    status: (status: number): string => `服务器返回错误 ${status}`,
    waiting: '数据尚在读取，稍候自动显示。',
    again: '重试',
    running: '查看本季度',
    missing: '没有这个页面',
  },
  loading: '正在读取数据',
  kind: (kind: string): string => kinds[kind] ?? kind,
}

export type DeskWords = typeof deskZh
