// How the editors look and behave: colours that can be read, lines that wrap, and a keyboard that gets out again.
import { useGraphiQL, useGraphiQLActions, useMonaco } from '@graphiql/react';
import { useEffect } from 'react';
import { useTheme } from '../page/theme.js';

export const editorThemes = { dark: 'tiddly-dark', light: 'tiddly-light' };

const palettes = {
  light: { base: 'vs', accent: '#0f6b64', paper: '#ffffff', text: '#1f2937', faint: '#556072', soft: '#e6f2f1', comment: '#4b6b3f', keyword: '#6b21a8', number: '#0b5f86', string: '#8a3b12', name: '#1d4ed8' },
  dark: { base: 'vs-dark', accent: '#2dd4bf', paper: '#242e41', text: '#e5e9f2', faint: '#a9b4c7', soft: '#1d3d45', comment: '#a3c293', keyword: '#d3b3ff', number: '#7fd3f7', string: '#f6b48f', name: '#9dbcff' },
};

// themeOf returns the theme of Monaco for a palette.
function themeOf({ base, accent, paper, text, faint, soft, comment, keyword, number, string, name }) {
  const words = { comment, keyword, number, string, 'string.key.json': name, 'string.value.json': string, 'type.identifier.gql': name, 'argument.identifier.gql': number, 'key.identifier.gql': text };
  const accents = [
    'textLink.foreground', 'textLink.activeForeground', 'editorLink.activeForeground', 'list.highlightForeground', 'list.focusHighlightForeground',
    'editorSuggestWidget.selectedForeground', 'editorSuggestWidget.highlightForeground', 'focusBorder', 'editorWidget.resizeBorder', 'pickerGroup.foreground',
  ];
  const papers = ['editorHoverWidget.background', 'menu.background', 'editorSuggestWidget.background', 'quickInput.background', 'editorWidget.background'];
  const softs = ['list.hoverBackground', 'editorSuggestWidget.selectedBackground', 'quickInputList.focusBackground', 'menu.selectionBackground'];
  const each = (keys, color) => Object.fromEntries(keys.map((key) => [key, color]));
  return {
    base,
    inherit: true,
    colors: {
      'editor.background': '#ffffff00', 'scrollbar.shadow': '#ffffff00', 'editor.foreground': text, 'editorLineNumber.foreground': faint,
      'editorLineNumber.activeForeground': text, ...each(accents, accent), ...each(papers, paper), ...each(softs, soft),
    },
    rules: Object.entries(words).map(([token, foreground]) => ({ token, foreground })),
  };
}

const options = {
  wordWrap: 'on',
  wrappingIndent: 'indent',
  fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSize: 14,
  occurrencesHighlight: 'off',
  renderFinalNewline: 'off',
  padding: { top: 10, bottom: 10 },
};

const names = { queryEditor: 'Query', variableEditor: 'Variables', headerEditor: 'Headers', responseEditor: 'Answer' };

// What stands in an editor as long as it is empty: the form of what is written there.
const placeholders = { variableEditor: '{"id": 1}', headerEditor: '{"Authorization": "Bearer …"}' };

// useEditors sets up the editors once they stand, and keeps their colours those of the page.
export function useEditors() {
  const monaco = useMonaco((state) => state.monaco);
  const theme = useTheme();
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (monaco) {
      Object.entries(palettes).forEach(([name, palette]) => monaco.editor.defineTheme(editorThemes[name], themeOf(palette)));
    }
    setTheme(theme === 'system' ? null : theme);
  }, [monaco, theme, setTheme]);
  useTab(monaco);
  for (const [key, ariaLabel] of Object.entries(names)) {
    useEditor(key, ariaLabel);
  }
}

// useTab has Tab lead out of the editors, as it does everywhere else: Enter sets in the next line by itself. It is one switch for all of them, which
// only a command turns.
function useTab(monaco) {
  const editor = useGraphiQL((state) => state.queryEditor);
  useEffect(() => {
    if (editor && !editor.getOption(monaco.editor.EditorOption.tabFocusMode)) {
      editor.trigger('page', 'editor.action.toggleTabFocusMode', null);
    }
  }, [monaco, editor]);
}

function useEditor(key, ariaLabel) {
  const editor = useGraphiQL((state) => state[key]);
  useEffect(() => {
    editor?.updateOptions({ ...options, ariaLabel, placeholder: placeholders[key] });
    // The colours of brackets are not those of the theme, and some of them can't be read.
    editor?.getModel().updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
  }, [editor, key, ariaLabel]);
}
