// Escapes Terraform's template syntax in users' values, so that `${…}` stays text.

/** A string that Terraform reads literally ("Strings and Templates": `$${` and `%%{`). */
export const escapeTemplate = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** Every value of a map, escaped. Keys are never templates in JSON configuration. */
export const escapeTemplates = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, escapeTemplate(value)]));
