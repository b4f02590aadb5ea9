// Keeps Terraform from reading templates into what a user wrote: `${…}` in a value stays text.

/** A string that Terraform takes as it is ("Strings and Templates": `$${` and `%%{`). */
export const escapeTemplate = (text: string): string => text.replace(/[$%](?=\{)/g, (sign) => sign + sign);

/** Every value of a map, as it is. Keys are never templates in JSON configuration. */
export const escapeTemplates = (map: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, escapeTemplate(value)]));
