import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The Chromium or Chrome of this machine. @throws Error when there is none and `STRATA_REQUIRE_BROWSER` is set */
export const browserPath = (environment: Environment): string | undefined => {
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const found = [...folders.flatMap(folder => NAMES.map(name => join(folder, name))), ...PLACES].find(path => existsSync(path));
  if (found === undefined && environment['STRATA_REQUIRE_BROWSER']) throw new Error('STRATA_REQUIRE_BROWSER is set, and no Chromium or Chrome is on the PATH.');
  return found;
};

export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: FLAGS });

export type Look = { readonly width?: number; readonly height?: number; readonly scheme?: 'light' | 'dark' };
/** A window that has come in through the link, and everything that went wrong in it. */
export type Window = { readonly context: BrowserContext; readonly page: Page; readonly faults: readonly string[] };

export const openWindow = async (browser: Browser, link: string, { width = 1280, height = 800, scheme = 'light' }: Look = {}): Promise<Window> => {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce', acceptDownloads: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', error => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', message => message.type() === 'error' && faults.push(`${page.url()}: ${message.text()}`));
  await page.goto(link);
  return { context, page, faults };
};

const SHOWN = 'body:not(:has(.skeleton)) main h1:not([aria-busy="true"])';

/** Resolves when the page shows figures and no placeholder. */
export const shown = (page: Page): Promise<void> => page.locator(SHOWN).waitFor();

/** Resolves when the page opens with a finding like this. */
export const finding = (page: Page, text: RegExp): Promise<void> => page.locator('main h1').filter({ hasText: text }).waitFor({ timeout: 60_000 });

export type FirstView = { readonly drawnMs: number; readonly shift: number };

/** As soon as the page is shown: when that was, and how much had moved until then (layout shift score). */
export const firstView = (page: Page): Promise<FirstView> =>
  page.evaluate(() => {
    const { requestAnimationFrame } = globalThis as unknown as { requestAnimationFrame: (draw: () => void) => void };
    const drawnMs = performance.now();
    return new Promise<FirstView>(settle => {
      const shifts = new PerformanceObserver(list => settle({ drawnMs, shift: list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0) }));
      shifts.observe({ type: 'layout-shift' as 'measure', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => settle({ drawnMs, shift: 0 })));
    });
  });

/** Leaves a mark in the document that a reload would wipe. */
export const markDocument = (page: Page): Promise<void> => page.evaluate(() => void ((globalThis as { isMarked?: boolean }).isMarked = true));
export const isSameDocument = (page: Page): Promise<boolean> => page.evaluate(() => (globalThis as { isMarked?: boolean }).isMarked === true);

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rows of a list are made alike: the first dozen stand for the rest. */
const REST_OF_LISTS = 'tbody tr:nth-child(n + 13), .timeline li:nth-child(n + 13)';

/** What axe finds against WCAG 2.2 AA and its own best practice, or against one rule alone, in words. */
export const accessibilityFaults = async (page: Page, rule?: 'color-contrast'): Promise<string[]> => {
  const axe = new AxeBuilder({ page }).exclude(REST_OF_LISTS);
  const { violations } = await (rule ? axe.withRules(rule) : axe.withTags(STANDARDS)).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ''}`));
};

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } };
    return Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth);
  });
