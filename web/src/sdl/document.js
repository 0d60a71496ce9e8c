// The text of a schema, cut into its definitions and their words.

const opening = /^(?:extend )?(?:type|input|enum|interface|union|scalar|schema|directive)\b\s*@?(\w*)/;

// definitionsOf returns the definitions of a schema in their order, [{name, text}]. It goes by the form in which the server writes: a definition ends
// with a line that is } alone, or is one line; blank lines stand between them. What only is a comment has no name.
export function definitionsOf(sdl) {
  const definitions = [];
  let lines = [];
  let name = '';
  let quoted = false;
  let inside = false;
  const end = () => {
    if (lines.length > 0) {
      definitions.push({ name, text: lines.join('\n') });
    }
    lines = [];
    name = '';
  };
  for (const line of sdl.split('\n')) {
    if (!quoted && !inside && line.trim() === '') {
      end();
      continue;
    }
    const found = !quoted && !inside && opening.exec(line);
    if (found) {
      name = found[1] || 'schema';
    }
    lines.push(line);
    if ((line.split('"""').length - 1) % 2 === 1) {
      quoted = !quoted;
    }
    if (!quoted) {
      inside = inside ? line !== '}' : Boolean(found) && line.endsWith('{');
    }
  }
  end();
  return definitions;
}

const token = /"""[^]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|@?[A-Za-z_]\w*|[^"#@A-Za-z_]+|./g;
const keywords = new Set(['type', 'input', 'enum', 'interface', 'union', 'scalar', 'schema', 'directive', 'extend', 'implements', 'on', 'repeatable']);

// wordsOf returns the parts of a definition, [{kind, text}]. The kind is about for a description, keyword, directive, type for a name among
// types, or plain.
export function wordsOf(text, types) {
  let start = true;
  return (text.match(token) ?? []).map((word) => {
    const first = start;
    start = word.includes('\n') ? word.endsWith('\n') : start && word.trim() === '';
    if (/^["#]/.test(word)) {
      // What follows a description on the same line is an argument's.
      return { kind: 'about', text: word };
    }
    if (word.startsWith('@')) {
      return { kind: 'directive', text: word };
    }
    const keyword = keywords.has(word) && (first || word === 'implements' || word === 'on' || word === 'repeatable');
    return { kind: keyword ? 'keyword' : types.has(word) ? 'type' : 'plain', text: word };
  });
}

// split returns the parts of a text before, at and behind each place of a search: every other part is a place.
export function split(text, searched) {
  if (searched === '') {
    return [text];
  }
  const parts = [];
  const low = text.toLowerCase();
  let done = 0;
  for (let at = low.indexOf(searched); at >= 0; at = low.indexOf(searched, done)) {
    parts.push(text.slice(done, at), text.slice(at, at + searched.length));
    done = at + searched.length;
  }
  return [...parts, text.slice(done)];
}
