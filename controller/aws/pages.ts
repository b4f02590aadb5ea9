// Reads every page of a Describe call.

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
