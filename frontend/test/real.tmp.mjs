import { chromium } from 'playwright-core'
const origin = process.argv[2]
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless=new','--no-sandbox','--disable-gpu','--force-color-profile=srgb'] })
const c = await b.newContext({ reducedMotion: 'reduce' })
const shots = [['r-chooser','/union','[data-test=chooser] li',1440,900],['r-docs','/docs','[data-test=items]',1440,1600],['r-docs-en','/docs?lang=en','[data-test=items]',1440,1600]]
const st = await (await fetch(origin + '/api/v1/standings')).json()
for (const g of st.groups) { const u = g.units; for (const [n, x] of [['first', u[0]], ['mid', u[Math.floor(u.length/2)]], ['last', u[u.length-1]]]) { shots.push([`r-${g.id}-${n}`, `/union?union=${x.union}`, '[data-test=own]', 1440, 900]); if (n === 'last') { shots.push([`r-${g.id}-${n}-en`, `/union?union=${x.union}&lang=en`, '[data-test=own]', 1440, 900]); shots.push([`r-${g.id}-${n}-390`, `/union?union=${x.union}`, '[data-test=own]', 390, 844]) } } }
shots.push(['r-year', `/union?union=${st.groups[0].units[2].union}&period=${st.period.slice(0,4)}`, '[data-test=own]', 1440, 900])
const un = await (await fetch(origin + '/api/v1/unions')).json()
const ranked = new Set(st.groups.flatMap(g => g.units.map(u => u.union)))
const other = un.unions.find(u => !ranked.has(u.code) && ranked.has(u.parent))
if (other) shots.push(['r-notranked', `/union?union=${other.code}`, '[data-test=not-ranked]', 1440, 600])
shots.push(['r-owner', `/union?union=${st.owner.code}`, '[data-test=not-ranked]', 1440, 600])
for (const [n, p, until, w, h] of shots) {
  const page = await c.newPage()
  page.on('console', m => { if (m.type() === 'error') console.log(n, m.text()) })
  page.on('pageerror', e => console.log(n, e.message))
  await page.setViewportSize({ width: w, height: h })
  await page.goto(origin + p)
  try { await page.waitForSelector(until, { timeout: 15000 }) } catch (e) { console.log(n, 'no', until) }
  await page.waitForTimeout(900)
  await page.screenshot({ path: `/tmp/us/union-shots/${n}.png`, fullPage: !n.startsWith('r-docs') })
  await page.close()
}
await b.close()
