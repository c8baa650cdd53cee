import assert from 'node:assert/strict';
import { panelHtml } from '../../../src/host/panel-html';
import { isPanelMessage } from '../../../src/host/panel-messages';

describe("the panel's page", () => {
  const resources = {
    script: 'https://host/panel.js',
    style: 'https://host/panel.css',
    cspSource: 'https://host',
    language: 'en',
    title: '<img src=x onerror=alert(1)>" & more',
  };
  const html = panelHtml(resources);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

  it('allows one script, by its nonce, and nothing inline', () => {
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    assert.ok(nonce && nonce.length >= 32);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.ok(html.includes(`<script nonce="${nonce}" src="https://host/panel.js"`));
    assert.match(policy, /^default-src 'none';/);
    assert.doesNotMatch(policy, /unsafe|\*/);
  });

  it('has another nonce each time', () => {
    assert.notEqual(panelHtml(resources), html);
  });

  it('takes no markup from names', () => {
    assert.ok(!html.includes('<img'));
    assert.match(html, /<title>&lt;img/);
  });
});

describe('messages from the panel', () => {
  const call = (m: string, ...a: unknown[]) => ({ t: 'q', m, a, i: 'id' });

  it('are understood', () => {
    const good = [
      call('ready'),
      call('trial', 0),
      call('pause'),
      call('resume'),
      call('stop'),
      call('accept', 12),
      call('reveal', '/a/b.js', 1),
      { t: 's', i: 'id' },
      { t: 's', i: 'id', r: 1 },
    ];
    for (const message of good) assert.ok(isPanelMessage(message), JSON.stringify(message));
  });

  it('are refused when they are anything else', () => {
    const bad = [
      undefined,
      null,
      'ready',
      {},
      call('constructor'),
      call('__proto__'),
      call('accept'),
      call('accept', -1),
      call('accept', 1.5),
      call('accept', '1'),
      call('accept', 1, true),
      call('trial', NaN),
      call('reveal', '/a/b.js'),
      call('reveal', '/a/b.js', 0),
      call('reveal', { toString: 1 }, 1),
      { ...call('ready'), i: 5 },
      { t: 'x', m: 'ready', a: [] },
    ];
    for (const message of bad) assert.ok(!isPanelMessage(message), JSON.stringify(message));
  });
});
