/** Values of variables, as the env file and the shell give them to Compose. */
export type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$(\$|\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:?[-?])(?<operand>[^}]*))?\})/g;

/**
 * Puts the values of variables into a text, by the rules of the Compose specification that are used here: `${NAME}`,
 * `${NAME:-default}`, `${NAME:?message}`, and `$$` for a dollar.
 *
 * @throws Error with the message of a variable that is missing, as `docker compose` would stop with it.
 */
export function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(VARIABLE, (...match) => {
    if (match[1] === '$') return '$';
    const { name = '', operator, operand = '' } = match.at(-1) as Record<string, string | undefined>;
    const value = variables[name];
    const isMissing = value === undefined || (value === '' && operator?.startsWith(':') === true);
    if (!isMissing) return value;
    if (operator?.endsWith('-') === true) return operand;
    throw new Error(`${name} ${operand || 'has no value and no default'}`);
  });
}

/** The names of all variables in a text. */
export function variablesIn(text: string): readonly string[] {
  const names = [...text.matchAll(VARIABLE)].map(({ groups }) => groups?.['name']);
  return [...new Set(names.filter((name) => name !== undefined))];
}
