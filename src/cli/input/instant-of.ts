/** An instant as somebody types it: a day alone is its first instant in UTC; whatever else stays as it is, for the API to judge. */
export const instantOf = (text: string): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
