// Reads every page of a list call.

/** Follows `NextMarker` to the last page, and returns the items of all pages in order. */
export async function readPages<Page extends { readonly NextMarker?: string }, Item>(
  fetch: (marker: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await fetch(marker);
    all.push(...(items(page) ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined && marker !== '');
  return all;
}

/** The same for calls with `NextToken`. */
export const readTokenPages = <Page extends { readonly NextToken?: string }, Item>(
  fetch: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> =>
  readPages(
    async (marker) => {
      const page = await fetch(marker);
      return { page, NextMarker: page.NextToken };
    },
    ({ page }) => items(page),
  );
