/** Python's case methods. */
export const capitalize = (text: string): string => {
  const [first = '', ...rest] = Array.from(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
};

/** str.title: a letter behind a non-letter is upper case, the others lower case. */
export const titleCase = (text: string): string => text.replace(/\p{L}+/gu, (word) => capitalize(word));

export const swapCase = (text: string): string =>
  Array.from(text, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join(
    '',
  );

export const isUpper = (text: string): boolean => text !== text.toLowerCase() && text === text.toUpperCase();
export const isLower = (text: string): boolean => text !== text.toUpperCase() && text === text.toLowerCase();
export const isTitle = (text: string): boolean => /\p{L}/u.test(text) && text === titleCase(text);
