// What a visitor has chosen to see, and what it means for the server.

export const seasons = ['SPRING', 'SUMMER', 'AUTUMN', 'WINTER', 'AFTER_MIDNIGHT'] as const;
export type Season = (typeof seasons)[number];

export const sorts = { name: 'Name', cheap: 'Lowest price', dear: 'Highest price', fresh: 'Newest' } as const;
export type Sort = keyof typeof sorts;

export interface Choice {
  word: string;
  season: Season | '';
  inStock: boolean;
  sort: Sort;
}

export const everything: Choice = { word: '', season: '', inStock: false, sort: 'name' };

// whereOf returns the filter of a choice.
export function whereOf({ word, season, inStock }: Choice) {
  return {
    ...(word && { name: { iContains: word } }),
    ...(season && { collection: { season: { eq: season } } }),
    ...(inStock && { stock: { gt: 0 } }),
  };
}

// orderOf returns the order of a choice. The server adds the key, so that it is complete.
export function orderOf({ sort }: Choice) {
  switch (sort) {
    case 'name': return [{ name: 'ASC' as const }];
    case 'cheap': return [{ price: 'ASC' as const }];
    case 'dear': return [{ price: 'DESC' as const }];
    case 'fresh': return [{ released: 'DESC' as const }];
  }
}

export interface Edit {
  name: string;
  price: string;
  stock: number;
}

// moves reports whether an edit may put a product elsewhere in the list, or take it out.
export function moves({ word, inStock, sort }: Choice, before: Edit, after: Edit): boolean {
  return (before.name !== after.name && (sort === 'name' || word !== ''))
    || (before.price !== after.price && (sort === 'cheap' || sort === 'dear'))
    || (before.stock !== after.stock && inStock);
}

// money returns a decimal as people write it. It is a string all the way: a number would not be exact.
export function money(price: string): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 20 }).format(price as `${number}`);
}

// spoken returns the name of an enum's value as people write it.
export function spoken(value: string): string {
  return value.charAt(0) + value.slice(1).toLowerCase().replaceAll('_', ' ');
}
