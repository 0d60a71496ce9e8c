import { seasons, sorts, spoken } from './choice.ts';
import type { Choice, Season, Sort } from './choice.ts';

// Controls choose which products are listed, and how.
export function Controls({ choice, onChoice }: { choice: Choice; onChoice: (choice: Choice) => void }) {
  return (
    <search className="controls">
      <label className="word">
        Search
        <input type="search" value={choice.word} onChange={(e) => onChoice({ ...choice, word: e.target.value })} />
      </label>
      <label>
        Season
        <select value={choice.season} onChange={(e) => onChoice({ ...choice, season: e.target.value as Season | '' })}>
          <option value="">Any</option>
          {seasons.map((s) => <option key={s} value={s}>{spoken(s)}</option>)}
        </select>
      </label>
      <label>
        Sort by
        <select value={choice.sort} onChange={(e) => onChoice({ ...choice, sort: e.target.value as Sort })}>
          {Object.entries(sorts).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </select>
      </label>
      <label className="check">
        <input type="checkbox" checked={choice.inStock} onChange={(e) => onChoice({ ...choice, inStock: e.target.checked })} />
        In stock
      </label>
    </search>
  );
}
