/** A text with holes: `{Column}` for the row's value, `{$name}` for a parameter of the mapping, `{{` for a brace. */
export interface Template {
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'parameter'; readonly name: string };

/** @throws SyntaxError for a brace without its partner or an empty hole. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  let text = '';
  let position = 0;
  const flush = () => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  while (position < source.length) {
    const character = source[position];
    if ((character === '{' || character === '}') && source[position + 1] === character) {
      text += character;
      position += 2;
    } else if (character === '{') {
      const end = source.indexOf('}', position);
      if (end === -1) throw new SyntaxError(`"${source}" opens a brace that is not closed (write {{ for a brace)`);
      flush();
      parts.push(hole(source.slice(position + 1, end).trim(), source));
      position = end + 1;
    } else if (character === '}') {
      throw new SyntaxError(`"${source}" closes a brace that is not open (write }} for a brace)`);
    } else {
      text += character;
      position += 1;
    }
  }
  flush();
  return { parts };
}

function hole(name: string, source: string): TemplatePart {
  if (name === '' || name === '$') throw new SyntaxError(`"${source}" has an empty {}`);
  return name.startsWith('$') ? { kind: 'parameter', name: name.slice(1) } : { kind: 'column', name };
}

/** Fills a template; `undefined` as soon as one of its columns is missing. */
export function fillTemplate(template: Template, columnOf: (name: string) => string | undefined): string | undefined {
  let text = '';
  for (const part of template.parts) {
    if (part.kind === 'text') text += part.text;
    else {
      const value = columnOf(part.name);
      if (value === undefined) return undefined;
      text += value;
    }
  }
  return text;
}
