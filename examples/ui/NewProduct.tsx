import type { FormEvent } from 'react';

import { Field } from './Field.tsx';
import { Notice, wrongWith } from './Notice.tsx';
import type { Reason } from './Notice.tsx';
import { Sheet } from './ProductPage.tsx';

export interface Draft {
  name: string;
  price: string;
  barcode: string;
  collectionId: number;
}

interface Props {
  collections: readonly { readonly id: number; readonly title: string }[];
  reason: Reason | undefined;
  busy: boolean;
  onAdd: (draft: Draft) => void;
}

// NewProduct is the form for a product that is not there yet. What the server finds wrong with a field stands beside it.
export function NewProduct({ collections, reason, busy, onAdd }: Props) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onAdd({
      name: String(form.get('name')), price: String(form.get('price')), barcode: String(form.get('barcode')), collectionId: Number(form.get('collection')),
    });
  };
  return (
    <Sheet title="New product">
      {reason && !['name', 'price', 'barcode'].some((column) => wrongWith(reason, column)) && <Notice reason={reason} />}
      <form onSubmit={submit}>
        <Field label="Name" name="name" wrong={wrongWith(reason, 'name')} first />
        <Field label="Price" name="price" pattern="\d+(\.\d{1,2})?" hint="such as 23.50" wrong={wrongWith(reason, 'price')} />
        <Field label="Barcode" name="barcode" pattern="\d{1,19}" hint="up to 19 digits" wrong={wrongWith(reason, 'barcode')} />
        <p className="field">
          <label htmlFor="collection">Collection</label>
          <select id="collection" name="collection">{collections.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}</select>
        </p>
        <p className="buttons"><button disabled={busy}>Add</button></p>
      </form>
    </Sheet>
  );
}
