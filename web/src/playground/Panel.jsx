// A panel, with its name and the way out of it.
export function Panel({ panel: { title, content: Content }, close }) {
  return (
    <section className="panel" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="plain" onClick={close}>Close</button>
      </header>
      <div className="panel-content"><Content /></div>
    </section>
  );
}
