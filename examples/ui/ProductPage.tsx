import { useEffect, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';

import { money, spoken } from './choice.ts';
import type { Edit } from './choice.ts';
import { Field } from './Field.tsx';
import { Notice, wrongWith } from './Notice.tsx';
import type { Reason } from './Notice.tsx';
import { open } from './place.ts';

export interface Shown extends Edit {
  barcode: string;
  released: string | undefined;
  note: string | undefined;
  collection: string | undefined;
  season: string | undefined;
  maker: string | undefined;
  tags: string[];
}

interface Props {
  product: Shown;
  reason: Reason | undefined;
  busy: boolean;
  onSave: (edit: Edit) => void;
  onDelete: () => void;
}

// ProductPage shows a product, to be changed and deleted.
export function ProductPage({ product, reason, busy, onSave, onDelete }: Props) {
  const [editing, setEditing] = useState(false);
  // draft is what was sent: it is there to be mended where the server refuses it.
  const [draft, setDraft] = useState<Edit>();
  const sure = useRef<HTMLDialogElement>(null);
  const refused = draft !== undefined && reason !== undefined;
  const save = (edit: Edit) => {
    setDraft(edit);
    onSave(edit);
    setEditing(false);
  };
  const cancel = () => {
    setDraft(undefined);
    setEditing(false);
  };
  return (
    <Sheet title={product.name}>
      {reason && !(refused && ['name', 'price', 'stock'].some((column) => wrongWith(reason, column))) && <Notice reason={reason} />}
      <p className="by">{product.maker} · {product.collection}{product.season && ` · ${spoken(product.season)}`}</p>
      {product.note && <blockquote>{product.note}</blockquote>}
      <dl>
        <dt>Price</dt><dd className="large">{money(product.price)}</dd>
        <dt>In stock</dt><dd>{product.stock}</dd>
        <dt>Released</dt><dd>{product.released}</dd>
        <dt>Barcode</dt><dd><code>{product.barcode}</code></dd>
      </dl>
      {product.tags.length > 0 && <ul aria-label="Tags" className="tags">{product.tags.map((tag) => <li key={tag}>{tag}</li>)}</ul>}
      {editing || refused ? <EditForm product={draft ?? product} reason={reason} onSave={save} onCancel={cancel} /> : (
        <p className="buttons">
          <button type="button" onClick={() => { setDraft(undefined); setEditing(true); }}>Edit</button>
          <button type="button" className="plain" disabled={busy} onClick={() => sure.current?.showModal()}>Delete</button>
        </p>
      )}
      <dialog ref={sure} aria-labelledby="sure">
        <h3 id="sure">Delete {product.name}?</h3>
        <p>It cannot be brought back.</p>
        <form method="dialog" className="buttons">
          <button onClick={onDelete}>Delete it</button>
          <button className="plain">Keep it</button>
        </form>
      </dialog>
    </Sheet>
  );
}

interface FormProps {
  product: Edit;
  reason: Reason | undefined;
  onSave: (edit: Edit) => void;
  onCancel: () => void;
}

function EditForm({ product, reason, onSave, onCancel }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSave({ name: String(form.get('name')), price: String(form.get('price')), stock: Number(form.get('stock')) });
  };
  return (
    <form onSubmit={submit}>
      <Field label="Name" name="name" value={product.name} wrong={wrongWith(reason, 'name')} first />
      <Field label="Price" name="price" value={product.price} pattern="\d+(\.\d{1,2})?" hint="such as 23.50" wrong={wrongWith(reason, 'price')} />
      <Field label="In stock" name="stock" value={String(product.stock)} pattern="\d+" hint="a whole number" wrong={wrongWith(reason, 'stock')} />
      <p className="buttons">
        <button>Save</button>
        <button type="button" className="plain" onClick={onCancel}>Cancel</button>
      </p>
    </form>
  );
}

// Sheet is what is open beside the list, or over it on a phone. Its heading is read when it comes.
export function Sheet({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <section className="sheet" aria-labelledby="sheet">
      <button type="button" className="close" onClick={() => open('')}>← All products</button>
      <h2 id="sheet" tabIndex={-1} ref={heading}>{title}</h2>
      {children}
    </section>
  );
}
