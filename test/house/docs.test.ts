// The pages for people: every path that they name exists, and every page is in a list that a reader finds.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import floors from '../../bin/floors.json';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const PAGES = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('docs/decisions')];

/** What a page links to on this disk, from the root of the repository. */
const linksOf = (page: string): string[] =>
  [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => join(dirname(page), link));

/** The paths in a page's code, such as `routing/desired.ts` or `controller/aws/`; one with a star is a pattern. */
const pathsOf = (page: string): string[] =>
  [...read(page).matchAll(/`((?:controller|environments|routing|sandbox|stacks|test|bin|bench)\/[\w./*-]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.includes('*'));

describe('the pages', () => {
  it.each(PAGES)('%s links to files that exist', (page) => {
    expect(linksOf(page).filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('are all reached from the README', () => {
    const seen = new Set<string>();
    const visit = (page: string): void => {
      if (seen.has(page)) return;
      seen.add(page);
      if (page.endsWith('.md')) for (const link of linksOf(page)) visit(link);
    };
    visit('README.md');
    expect(PAGES.filter((page) => !seen.has(page))).toEqual([]);
  });
});

describe('the page on architecture', () => {
  it('names files and folders that exist', () => {
    const paths = pathsOf('docs/architecture.md');
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has a line for every room, and shows their picture', () => {
    const page = read('docs/architecture.md');
    const rooms = floors.flatMap((floor) => floor.rooms);
    expect(rooms.filter((room) => !page.includes(`| \`${room}/\` `))).toEqual([]);
    expect(linksOf('docs/architecture.md')).toContain('docs/images/house.svg');
  });
});
