// Breaks the one line of a statement where its clauses begin. Quoted names and texts are left as they are.
const token = /"(?:[^"]|"")*"|`(?:[^`]|``)*`|'(?:[^']|'')*'|\b(?:FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|RETURNING|VALUES|SET|ON CONFLICT|UNION ALL|(?:LEFT|INNER|CROSS) JOIN)\b/g;

export function breakSQL(sql) {
  let depth = 0;
  let done = 0;
  let text = '';
  for (const match of sql.matchAll(token)) {
    const between = sql.slice(done, match.index);
    depth += count(between, '(') - count(between, ')');
    text += between;
    const clause = /^[A-Z]/.test(match[0]);
    // Inside parentheses a clause belongs to a subquery: it is set in deeper, and so are its brackets' contents.
    text = clause && text !== '' ? `${text.trimEnd()}\n${'  '.repeat(Math.max(depth, 0))}${match[0]}` : text + match[0];
    done = match.index + match[0].length;
  }
  return text + sql.slice(done);
}

function count(text, character) {
  return text.split(character).length - 1;
}
