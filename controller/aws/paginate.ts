// Reads every page of a call.

/** Follows `NextMarker` until there is none, and returns the items of all pages in order. */
export async function everyPage<Page extends { readonly NextMarker?: string }, Item>(
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

/** The same for calls that say `NextToken`. */
export const everyToken = <Page extends { readonly NextToken?: string }, Item>(
  fetch: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> =>
  everyPage(
    async (marker) => {
      const page = await fetch(marker);
      return { page, NextMarker: page.NextToken };
    },
    ({ page }) => items(page),
  );
