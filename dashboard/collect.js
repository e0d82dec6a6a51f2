/* UnionScreen: tells one reading of this page. No cookie, no name, no address; nothing at all where the reader asks not to
   be tracked. <script async src="https://HOST/collect.js" data-article="ID"></script> */
(function () {
  var n = navigator, s = document.currentScript, a, r, k = 'unionscreen-reader';
  if (!s || n.doNotTrack === '1' || window.doNotTrack === '1' || n.globalPrivacyControl || n.webdriver) return;
  function random() {
    var b = new Uint8Array(16), t = '';
    crypto.getRandomValues(b);
    for (var i = 0; i < 16; i++) t += (b[i] + 256).toString(16).slice(1);
    return t;
  }
  function code(t) {
    t = encodeURI(t).replace(/[^!-~]/g, '');
    if (t.length <= 128) return t;
    for (var h = 5381, i = 0; i < t.length; i++) h = (h * 33 ^ t.charCodeAt(i)) >>> 0;
    return t.slice(0, 119) + '~' + (h + 4294967296).toString(16).slice(1);
  }
  a = code(s.getAttribute('data-article') || location.pathname);
  try {
    r = localStorage.getItem(k);
    if (!/^[0-9a-f]{32}$/.test(r || '')) localStorage.setItem(k, r = random());
  } catch (e) { return; }
  function send() {
    if (document.visibilityState === 'hidden') return;
    document.removeEventListener('visibilitychange', send);
    n.sendBeacon(new URL('collect', s.src).href, JSON.stringify({ i: random(), a: a, r: r }));
  }
  document.addEventListener('visibilitychange', send);
  send();
})();
