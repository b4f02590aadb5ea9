// Where the settings that a rollback changes are in the text of an environment file, so that it can write them without parsing the
// text again, which takes longer the more services there are. Does not import the YAML library. Pure.
import type { Edit } from './edit';

/** The settings whose values are single words in the text. */
const FIELDS = ['active_color', 'activate_canary', 'green_weight'] as const;

/** First and last offset of each value, by service and setting. */
export type Places = Readonly<Record<string, Readonly<Record<string, readonly [start: number, end: number]>>>>;

/** Finds a plain value in a text; undefined when it is missing or not written plainly. */
export type FindPlain = (path: readonly string[]) => readonly [start: number, end: number] | undefined;

/** Notes where the values are that are there. */
export function notePlaces(services: readonly string[], find: FindPlain): Places {
  const noted = services.map((service) => {
    const found = FIELDS.map((field) => [field, find(['services', service, field])] as const);
    return [service, Object.fromEntries(found.filter(([, place]) => place !== undefined))] as const;
  });
  return Object.fromEntries(noted) as Places;
}

const WORD = /^(?:blue|green|true|false|\d{1,3})$/;

/** The text with the edits made, and where the values are then; undefined when one of them is not at a known place. */
export function editAtPlaces(
  text: string,
  places: Places,
  edits: readonly Edit[],
): { readonly text: string; readonly places: Places } | undefined {
  let edited = text;
  let moved = places;
  for (const edit of edits) {
    if ('remove' in edit) return undefined;
    const { path, value } = edit;
    const [block, service = '', field = ''] = path.map(String);
    const place = moved[service]?.[field];
    if (block !== 'services' || path.length !== 3 || !place) return undefined;
    const [start, end] = place;
    if (!WORD.test(String(value)) || !WORD.test(edited.slice(start, end))) return undefined;
    edited = edited.slice(0, start) + String(value) + edited.slice(end);
    moved = shift(moved, end, String(value).length - (end - start));
  }
  return { text: edited, places: moved };
}

/** Every offset from `from` on, moved. */
function shift(places: Places, from: number, by: number): Places {
  const move = (offset: number): number => (offset < from ? offset : offset + by);
  return Object.fromEntries(
    Object.entries(places).map(([service, fields]) => [
      service,
      Object.fromEntries(Object.entries(fields).map(([field, [start, end]]) => [field, [move(start), move(end)]])),
    ]),
  );
}
