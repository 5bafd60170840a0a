import { describe, expect, it } from 'vitest';
import { deviceOf } from './device.ts';

describe('the words for a device', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox / Windows'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge / Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari / iPhone',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
      'Chrome / Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 16000) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'Chrome / ChromeOS',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox / Mac'],
    ['curl/8.0', ''],
    [undefined, ''],
  ])('%s: %s', (userAgent, words) => {
    expect(deviceOf(userAgent)).toBe(words);
  });

  it('hold nothing of what a browser says but known names', () => {
    expect(deviceOf('<script>alert(1)</script> Firefox/1 Windows for Ana Reyes')).toBe('Firefox / Windows');
  });
});
