
// texts are the instants as the server sent them: a Date has milliseconds, and the server microseconds.
const texts = new WeakMap<Date, { readonly time: number; readonly text: string }>();

function instant(sent: string): Date {
  const date = new Date(sent);
  texts.set(date, { time: date.getTime(), text: sent });
  return date;
}

// text returns an instant as it was sent, and one that was made here or changed in milliseconds.
function text(date: Date): string {
  const sent = texts.get(date);
  return sent?.time === date.getTime() ? sent.text : date.toISOString();
}
